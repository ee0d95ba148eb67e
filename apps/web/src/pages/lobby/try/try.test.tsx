/** @jsxImportSource preact */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { fakeSession } from "../../../testing/fake-call.ts";
import { show } from "../../../testing/show.ts";
import { Lobby } from "../lobby.tsx";
import { reportText } from "./connection-test.tsx";

// The whole part, as a lobby fetches it ahead of the first press.
beforeAll(async () => void (await import("../../../call/call-part.ts")));

const open = async () => {
  const fake = fakeSession("guest", { name: "lobby", host: "here", offline: false });
  fake.session.begin();
  show(<Lobby session={fake.session} onHome={() => {}} />);
  await userEvent.click(page.getByTestId("try"));
  await expect.element(page.getByRole("dialog", { name: "Test sound and connection" })).toBeVisible();
  return fake;
};

describe("the tests in the lobby", () => {
  it("play a sound on the chosen loudspeaker, or say that it plays nothing", async () => {
    const { preferences } = await open();
    await userEvent.click(page.getByTestId("test-speaker"));
    await expect.element(page.getByText("Playing…")).toBeVisible();
    await expect.element(page.getByText("Nothing heard?")).toBeVisible();
    const sink = vi.spyOn(HTMLMediaElement.prototype, "setSinkId").mockRejectedValue(new Error("gone"));
    preferences.speaker.value = "unplugged";
    await userEvent.click(page.getByTestId("test-speaker"));
    await expect.element(page.getByText("This speaker plays nothing")).toBeVisible();
    expect(sink).toHaveBeenCalledWith("unplugged");
    sink.mockRestore();
  });
  it("record what the other person would see and hear, and play it back", async () => {
    await open();
    await userEvent.click(page.getByRole("button", { name: "Record 6 seconds" }));
    await expect.element(page.getByText("Recording: say something")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Stop" }));
    await expect.element(page.getByTestId("recorded")).toBeVisible();
    const video = page.getByTestId("recorded").element() as HTMLVideoElement;
    await vi.waitFor(() => expect(video.readyState).toBeGreaterThan(0));
    expect(video.src).toMatch(/^blob:/);
  });
  it("have nothing to record while microphone and camera are off", async () => {
    const { call } = await open();
    call.local.switch("microphone", false);
    call.local.switch("camera", false);
    await expect.element(page.getByText("Turn on the microphone or the camera")).toBeVisible();
    await expect.element(page.getByTestId("test-record")).not.toBeInTheDocument();
  });
  it("tell how the server is reached, in one sentence", async () => {
    const { call } = await open();
    await userEvent.click(page.getByTestId("test-line"));
    await expect
      .element(page.getByTestId("line-report"))
      .toHaveTextContent("a direct call should work, and the server answers in 24 ms");
    call.report = { roundTrip: 30, udp: false };
    await userEvent.click(page.getByTestId("test-line"));
    await expect.element(page.getByTestId("line-report")).toHaveTextContent("blocks direct calls");
  });
  it.each([
    [{ roundTrip: undefined, udp: true }, "can’t be reached"],
    [{ roundTrip: 0.2, udp: true }, "1 ms"],
    [{ roundTrip: 800, udp: true }, "Slow"],
    [{ roundTrip: 40, udp: undefined }, "shows in the call"],
  ] as const)("says what was measured and no more: %o", (report, words) => {
    expect(reportText(report)).toContain(words);
  });
});
