/** @jsxImportSource preact */
import type { ScreenOutcome } from "@onecall/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { announceSession } from "../../app/announcer.ts";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { paintedTrack } from "../../testing/fake-media.ts";
import { show } from "../../testing/show.ts";
import { CallScreens } from "../call-screens.tsx";

beforeEach(async () => {
  await page.viewport(1280, 800);
});

const open = ({ supported = true }: { supported?: boolean } = {}) => {
  const fake = fakeSession("host", {
    name: "connected",
    peer: ADA,
    checkCode: CODE,
    since: Date.now(),
    waiting: 0,
  });
  const { call, session } = fake;
  const { screen } = call.local;
  screen.isSupported = supported;
  call.remote.stream.addTrack(paintedTrack());
  announceSession(session);
  show(<CallScreens session={session} onHome={() => {}} />);
  const shareTheirs = () => call.setRemote({ screen: new MediaStream([paintedTrack(640, 400)]) });
  return { ...fake, screen, shareTheirs };
};
const button = () => page.getByTestId("share");
const shown = () => page.getByTestId("shared-screen");
const said = () => page.getByTestId("announcement");
const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
/** Which screen has the stage. */
const has = (whose: string) => expect.element(shown()).toHaveAttribute("data-whose", whose);

describe("sharing a screen", () => {
  it("begins and ends with its button, and is said once", async () => {
    const { screen } = open();
    await expect.element(button()).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(button());
    await expect.element(button()).toHaveAttribute("aria-pressed", "true");
    await has("own");
    await expect.element(page.getByText("You’re sharing a window")).toBeVisible();
    await expect.element(said()).toHaveTextContent("You are sharing your screen.");
    await userEvent.click(button());
    await expect.element(shown()).not.toBeInTheDocument();
    await expect.element(said()).toHaveTextContent("You no longer share your screen.");
    expect(screen.asked).toEqual(["start text", "stop"]);
  });
  it("begins and ends with the key", async () => {
    const { screen } = open();
    await userEvent.keyboard("s");
    await has("own");
    await userEvent.keyboard("s");
    expect(screen.asked).toEqual(["start text", "stop"]);
  });
  it("has no button where the browser shares no screens, and no key", async () => {
    const { screen } = open({ supported: false });
    await expect.element(page.getByTestId("leave")).toBeVisible();
    await expect.element(button()).not.toBeInTheDocument();
    await userEvent.keyboard("s");
    expect(screen.asked).toEqual([]);
  });
  it("is stopped from its mark, which tells whether there is sound", async () => {
    const { screen } = open();
    await userEvent.click(button());
    const mark = page.getByTestId("own-screen");
    await expect.element(mark).toHaveTextContent("Without sound");
    await userEvent.click(page.getByTestId("stop-sharing"));
    await expect.element(mark).not.toBeInTheDocument();
    expect(screen.capture.state).toBe("off");
  });
  it("changes to what moves and to another surface", async () => {
    const { screen } = open();
    await userEvent.click(button());
    await userEvent.click(page.getByRole("button", { name: "Video" }));
    await expect.element(page.getByRole("button", { name: "Video" })).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(page.getByRole("button", { name: "Share something else" }));
    expect(screen.asked).toEqual(["start text", "hint motion", "start motion"]);
  });
  it("is gone when the browser's own bar stopped it", async () => {
    const { screen } = open();
    await userEvent.click(button());
    await has("own");
    screen.set({ state: "off" });
    await expect.element(page.getByTestId("own-screen")).not.toBeInTheDocument();
  });
});

describe("a wish to share that comes to nothing", () => {
  it("is no error when the person chose nothing: a word, for a moment", async () => {
    const { screen } = open();
    screen.outcome = "cancelled";
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      document.querySelector<HTMLElement>("[data-testid=share]")?.click();
      await vi.waitFor(() => expect(document.body.textContent).toContain("Nothing is shared"));
      expect(document.querySelector("[role=alert]")).toBeNull();
      vi.advanceTimersByTime(4_000);
    } finally {
      vi.useRealTimers();
    }
    await expect.element(page.getByTestId("share-cancelled")).not.toBeInTheDocument();
  });
  it.each<[ScreenOutcome, string]>([
    ["blocked", "Allow screen recording"],
    ["failed", "choose another window"],
  ])("%s: says what to do", async (outcome, words) => {
    const { screen } = open();
    screen.outcome = outcome;
    await userEvent.click(button());
    await expect.element(page.getByRole("alert")).toHaveTextContent(words);
    await userEvent.click(page.getByRole("button", { name: "Dismiss" }));
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});

describe("the stage with a shared screen", () => {
  it("shows it whole, and the other person's camera as the second tile beside it", async () => {
    const { call, shareTheirs } = open();
    const whole = boxOf(".remote");
    shareTheirs();
    await has("theirs");
    await expect.element(shown()).toHaveAccessibleName(/Ada Lovelace.*screen/);
    expect(getComputedStyle(shown().element()).objectFit).toBe("contain");
    const [screen, tile] = [boxOf(".shared"), boxOf(".remote")];
    expect(tile?.width).toBeLessThan((whole?.width ?? 0) / 4);
    expect(screen?.right).toBeLessThanOrEqual(tile?.left ?? 0);
    await expect.element(page.getByTestId("remote-video")).toBeVisible();
    await expect.element(said()).toHaveTextContent(/Ada Lovelace.* is sharing their screen/);
    call.setRemote({ screen: null });
    await expect.element(shown()).not.toBeInTheDocument();
    expect(boxOf(".remote")?.width).toBe(whole?.width);
  });
  it("goes to who began last, and back; the other one can be chosen", async () => {
    const { call, screen, shareTheirs } = open();
    await userEvent.click(button());
    await has("own");
    shareTheirs();
    await has("theirs");
    screen.setHint("motion");
    await has("theirs");
    await userEvent.click(page.getByRole("button", { name: "Show it here" }));
    await has("own");
    await userEvent.click(page.getByRole("button", { name: /^Show .*Ada Lovelace.*screen/ }));
    await has("theirs");
    call.setRemote({ screen: null });
    await has("own");
  });
  it("does not mirror the own whole screen in itself unless the person wants it", async () => {
    const { screen } = open();
    screen.set({ state: "on", track: paintedTrack(), sound: undefined, surface: "monitor", hint: "text" });
    await expect.element(page.getByText("You’re sharing your whole screen")).toBeVisible();
    await expect.element(shown()).not.toBeInTheDocument();
    await userEvent.click(page.getByRole("button", { name: "Show it here" }));
    await has("own");
  });
});
