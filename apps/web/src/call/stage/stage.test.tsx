/** @jsxImportSource preact */
import { CallError, type Peer, type RemoteMedia } from "@onecall/client";
import { useComputed } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { paintedTrack } from "../../testing/fake-media.ts";
import { show } from "../../testing/show.ts";
import { CallScreens } from "../call-screens.tsx";
import type { Session } from "../session/session.ts";
import type { StageState } from "./stage.tsx";

const connected = (changes: { peer?: Peer; waiting?: number } = {}): StageState => ({
  name: "connected",
  peer: ADA,
  checkCode: CODE,
  since: Date.now(),
  waiting: 0,
  ...changes,
});
const connecting = (since = Date.now()): StageState => ({
  name: "connecting",
  peer: ADA,
  checkCode: CODE,
  since,
  waiting: 0,
});
const Screens = ({ session }: { session: Session }) => {
  const over = useComputed(() => session.state.value.name === "ended");
  return over.value ? null : <CallScreens session={session} onHome={() => {}} />;
};
const open = (state: StageState = connected(), media: Partial<RemoteMedia> = {}) => {
  const fake = fakeSession("host", state);
  void fake.call.local.open({ microphone: true, camera: true });
  fake.call.remote.stream.addTrack(paintedTrack());
  fake.call.setRemote(media);
  show(<Screens session={fake.session} />);
  return fake;
};
const bare = () => document.querySelector(".stage--bare");
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the stage", () => {
  it("plays the other person and shows the own picture small", async () => {
    open();
    const remote = page.getByTestId("remote-video");
    await vi.waitFor(() => {
      const video = remote.element() as HTMLVideoElement; // The locator knows it only as an element.
      expect(video.videoWidth).toBe(320);
      expect(video.muted).toBe(false);
    });
    await expect.element(page.getByText("Camera off")).not.toBeInTheDocument();
    await expect.element(page.getByTestId("local-video")).toBeVisible();
  });
  it.each([
    [{ kind: "direct" }, "Direct", "direct"],
    [{ kind: "relayed", transport: "udp" }, "Relayed · UDP", "relayed-udp"],
    [{ kind: "relayed", transport: "tcp" }, "Relayed · TCP", "relayed-tcp"],
    [{ kind: "relayed", transport: "tls" }, "Relayed · TLS", "relayed-tls"],
    [{ kind: "relayed", transport: undefined }, "Relayed", "relayed"],
  ] as const)("says quietly how the packets travel, once it is known: %o", async (path, words, name) => {
    const { call } = open();
    await expect.element(page.getByTestId("remote-video")).toBeInTheDocument();
    expect(page.getByTestId("path").query()).toBeNull();
    call.setPath(path);
    const shown = page.getByTestId("path");
    await expect.element(shown).toHaveTextContent(new RegExp(`^${words}$`));
    await expect.element(shown).toHaveAttribute("data-path", name);
    expect(shown.element().getAttribute("title")).toMatch(/travel/);
  });
  it("shows initials while there is no picture", async () => {
    const { call } = open(connected(), { camera: false });
    await expect.element(page.getByText("Camera off")).toBeVisible();
    await expect.element(page.getByText("AL", { exact: true })).toBeVisible();
    call.setRemote({ camera: true });
    await expect.element(page.getByText("Camera off")).not.toBeInTheDocument();
  });
  it("marks the other person as muted and says so", async () => {
    const { call } = open();
    await expect.element(page.getByTestId("remote-muted")).not.toBeInTheDocument();
    call.setRemote({ microphone: false });
    await expect.element(page.getByTestId("remote-muted")).toBeVisible();
  });
  it("switches microphone and camera with the bar, and leaves", async () => {
    const { call } = open();
    await userEvent.click(page.getByTestId("mic"));
    await expect.element(page.getByTestId("mic")).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(page.getByTestId("camera"));
    await expect.element(page.getByTestId("camera")).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(page.getByTestId("leave"));
    expect(call.done).toEqual(["microphone off", "camera off", "leave"]);
  });
  it("has its controls in order, Leave last, none smaller than 44 px", async () => {
    open();
    const controls = [...document.querySelectorAll<HTMLElement>(".bar button:not([hidden] *)")];
    expect(controls.map((control) => control.dataset["testid"])).toEqual([
      "mic",
      "mic-menu",
      "camera",
      "camera-menu",
      "share",
      "more",
      "leave",
    ]);
    for (const control of controls) {
      const { width, height } = control.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
  });
  it("switches with keys, but not while a text field has the focus", async () => {
    const { call } = open();
    await userEvent.keyboard("m{Control>}e{/Control}");
    expect(call.done).toEqual(["microphone off", "camera off"]);
  });
  it("explains its keys with ?, closed with Esc", async () => {
    open();
    await userEvent.keyboard("?");
    await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });
  it("chooses devices in a menu that Esc closes, back to its button", async () => {
    const { call, preferences } = open();
    await userEvent.click(page.getByTestId("mic-menu"));
    await expect.element(page.getByRole("radio", { name: "Built-in microphone" })).toBeChecked();
    await userEvent.click(page.getByText("Headset"));
    expect(call.local.asked.at(-1)).toBe("select microphone mic-2");
    await userEvent.click(page.getByText("Built-in speakers"));
    expect(preferences.speaker.value).toBe("out-1");
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByTestId("mic-menu")).toHaveAttribute("aria-expanded", "false");
    await expect.element(page.getByTestId("mic-menu")).toHaveFocus();
  });
  it("hides the bar from a resting pointer, only over a picture", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { call } = open();
    const rest = () => {
      document.querySelector(".stage")?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
      vi.advanceTimersByTime(3000);
    };
    rest();
    await vi.waitFor(() => expect(bare()).not.toBeNull());
    call.setRemote({ camera: false });
    await vi.waitFor(() => expect(bare()).toBeNull());
    rest();
    expect(bare()).toBeNull();
  });
  it("names the other person, the trust and who else waits", async () => {
    open(connected({ peer: { name: "Ada Lovelace", trust: "verified" }, waiting: 1 }));
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Ada Lovelace");
    await expect.element(page.getByText("Verified device")).toBeInTheDocument();
    await expect.element(page.getByTestId("waiting-count")).toHaveTextContent("1 waiting");
  });
  it("TOFU-1: warns in the call that the device is not the verified one", async () => {
    open(connected({ peer: { name: "Ada", trust: "changed" } }));
    await expect.element(page.getByRole("alert")).toHaveTextContent("This is not the device you verified");
    await userEvent.click(page.getByRole("button", { name: "Compare" }));
    await expect.element(page.getByTestId("check-code")).toBeVisible();
  });
  describe("where the browser forbids sound", () => {
    const forbid = () => {
      const play = HTMLMediaElement.prototype.play;
      vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(function (this: HTMLMediaElement) {
        const refused = this.dataset["testid"] === "remote-video" && !this.muted;
        return refused ? Promise.reject(new DOMException("no", "NotAllowedError")) : play.call(this);
      });
    };
    const remote = () => page.getByTestId("remote-video").element() as HTMLVideoElement; // As above.
    it("asks for one key press, and plays the picture meanwhile", async () => {
      forbid();
      open();
      await expect.element(page.getByTestId("turn-on-sound")).toBeVisible();
      await vi.waitFor(() => expect([remote().muted, remote().paused]).toEqual([true, false]));
      page.getByTestId("turn-on-sound").element().focus();
      await userEvent.keyboard("{Enter}");
      expect(remote().muted).toBe(false);
      await expect.element(page.getByTestId("turn-on-sound")).not.toBeInTheDocument();
    });
    it("does so before the first picture, within half a second", async () => {
      forbid();
      const fake = fakeSession("host", connected());
      const silent = paintedTrack();
      silent.stop();
      fake.call.remote.stream.addTrack(silent);
      const since = performance.now();
      show(<Screens session={fake.session} />);
      const button = await vi.waitUntil(() => page.getByTestId("turn-on-sound").query(), { interval: 10 });
      expect(performance.now() - since).toBeLessThan(500);
      expect(button.checkVisibility()).toBe(true);
    });
  });
  it("says what failed without ending the call, until it is dismissed", async () => {
    const { call } = open();
    call.fail(new CallError("handshake-cap"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Too many automatic join attempts");
    await userEvent.click(page.getByRole("button", { name: "Dismiss" }));
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});

describe("connecting", () => {
  it("says who with, what is tried after 5 s and what to do after 15 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    open(connecting());
    expect(document.body.textContent).toContain("Connecting…");
    await vi.advanceTimersByTimeAsync(5_100);
    await vi.waitFor(() => expect(document.body.textContent).toContain("Looking for the best way"));
    await vi.advanceTimersByTimeAsync(10_000);
    await vi.waitFor(() => expect(document.body.textContent).toContain("firewall or VPN"));
  });
  it("becomes the call without a new page, the focus stays", async () => {
    const { call } = open(connecting());
    page.getByTestId("mic").element().focus();
    call.set(connected());
    await expect.element(page.getByRole("timer")).toBeVisible();
    await expect.element(page.getByTestId("mic")).toHaveFocus();
  });
});

describe("the More menu", () => {
  it("opens with the focus on its first entry, and closes with the one that is chosen", async () => {
    open();
    await userEvent.click(page.getByTestId("more"));
    await expect.element(page.getByTestId("react.thumbs-up")).toHaveFocus();
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(page.getByTestId("key-help")).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
    await expect.element(page.getByTestId("more")).toHaveAttribute("aria-expanded", "false");
  });
  it("goes round with the arrows and closes with Esc, back to its button", async () => {
    open();
    await userEvent.click(page.getByTestId("more"));
    await userEvent.keyboard("{ArrowUp}{ArrowDown}{ArrowDown}");
    await expect.element(page.getByTestId("react.applause")).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByTestId("more")).toHaveFocus();
    await expect.element(page.getByTestId("key-help")).not.toBeVisible();
  });
});

describe("CODE-1: the check code", () => {
  it("is in the page during the whole call, as names and as numbers", async () => {
    open();
    const code = page.getByTestId("check-code");
    await vi.waitFor(() => expect(code.element().textContent).toBe("Penguin Fire Turtle Tree Unicorn"));
    await expect.element(code).not.toBeVisible();
    expect(page.getByTestId("check-digits").element().textContent).toBe("1165 1557 1004");
  });
  it("opens with the shield, takes the focus, closes with Esc", async () => {
    open();
    const shield = page.getByTestId("check");
    await userEvent.click(shield);
    await expect.element(page.getByTestId("check-code")).toBeVisible();
    await expect.element(page.getByRole("heading", { level: 2 })).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByTestId("check-code")).not.toBeVisible();
    await expect.element(shield).toHaveFocus();
  });
  it("is remembered as compared, and marked", async () => {
    const { call } = open();
    await userEvent.click(page.getByTestId("check"));
    await userEvent.click(page.getByTestId("verify"));
    expect(call.done).toEqual(["verify"]);
    call.set(connected({ peer: { ...ADA, trust: "verified" } }));
    await expect.element(page.getByText("You compared this device’s code")).toBeVisible();
    await expect.element(page.getByTestId("verify")).not.toBeInTheDocument();
  });
  it("says what to do when the codes differ", async () => {
    const { call } = open();
    await userEvent.click(page.getByTestId("check"));
    await userEvent.click(page.getByTestId("differ"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("someone may be listening");
    await userEvent.click(page.getByRole("button", { name: "Leave the call" }));
    expect(call.done).toEqual(["leave"]);
  });
});
