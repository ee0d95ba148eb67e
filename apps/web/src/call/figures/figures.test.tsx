/** @jsxImportSource preact */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { CallScreens } from "../call-screens.tsx";

it("shows the figures from More, and looks only while they are shown", async () => {
  const state = { name: "connected", peer: ADA, checkCode: CODE, since: Date.now(), waiting: 0 } as const;
  const { call, session } = fakeSession("host", state);
  let looks = 0;
  call.getStats = async () => {
    looks += 1;
    const timestamp = looks * 1_000;
    const sent = { type: "outbound-rtp", kind: "video", mid: "1", timestamp, bytesSent: looks * 50_000 };
    const pair = { type: "candidate-pair", state: "succeeded", selected: true, currentRoundTripTime: 0.042 };
    return new Map(Object.entries({ sent, pair })) as unknown as RTCStatsReport;
  };
  show(<CallScreens session={session} onHome={() => {}} />);
  await expect.element(page.getByTestId("more")).toBeVisible();
  expect(looks).toBe(0);
  await userEvent.click(page.getByTestId("more"));
  await userEvent.click(page.getByTestId("figures-open"));
  const figures = page.getByTestId("figures");
  await expect.element(figures).toHaveTextContent("Round trip42 ms");
  await expect.element(figures, { timeout: 5_000 }).toHaveTextContent("Sent400 kbit/s");
  await userEvent.keyboard("{Escape}");
  await expect.element(figures).not.toBeVisible();
});
