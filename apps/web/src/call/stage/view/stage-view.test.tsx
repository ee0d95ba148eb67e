/** @jsxImportSource preact */
import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession } from "../../../testing/fake-call.ts";
import { paintedTrack } from "../../../testing/fake-media.ts";
import { show } from "../../../testing/show.ts";
import { CallScreens } from "../../call-screens.tsx";

const open = () => {
  const since = Date.now();
  const state = { name: "connected", peer: ADA, checkCode: CODE, since, waiting: 0 } as const;
  const fake = fakeSession("host", state);
  void fake.call.local.open({ microphone: true, camera: true });
  fake.call.remote.stream.addTrack(paintedTrack());
  show(<CallScreens session={fake.session} onHome={() => {}} />);
  return fake;
};
const choose = async (testid: string) => {
  await userEvent.click(page.getByTestId("more"));
  await userEvent.click(page.getByTestId(testid));
};
afterEach(() => vi.restoreAllMocks());

describe("how this device shows a call", () => {
  it("fills the display by the menu and by its key", async () => {
    const request = vi.spyOn(document.documentElement, "requestFullscreen").mockResolvedValue();
    open();
    await choose("full-screen");
    await userEvent.keyboard("f");
    expect(request).toHaveBeenCalledTimes(2);
  });
  it("hides the own picture and brings it back", async () => {
    open();
    await choose("self-view");
    await expect.element(page.getByTestId("local-video")).not.toBeInTheDocument();
    await choose("self-view");
    await expect.element(page.getByTestId("local-video")).toBeVisible();
  });
  it("mirrors the own picture, or not", async () => {
    open();
    const transform = () => getComputedStyle(page.getByTestId("local-video").element()).transform;
    await vi.waitFor(() => expect(transform()).toContain("-1"));
    await choose("mirror");
    await vi.waitFor(() => expect(transform()).toBe("none"));
  });
  it("fills the window with the other person's picture on request", async () => {
    const { preferences } = open();
    await choose("fill");
    await expect.element(page.getByTestId("remote-video")).toHaveAttribute("data-fit", "cover");
    expect(preferences.fill.value).toBe(true);
  });
  it("saves a snapshot in the picture's own resolution", async () => {
    const names: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    open();
    await vi.waitFor(() => {
      const video = page.getByTestId("remote-video").element() as HTMLVideoElement;
      expect(video.videoWidth).toBe(320);
    });
    await choose("snapshot");
    await vi.waitFor(() => expect(names[0]).toMatch(/^onecall-.*\.png$/));
  });
  it("keeps the display on, and takes that again once the page is seen", async () => {
    const request = vi.spyOn(navigator.wakeLock, "request").mockRejectedValue(new Error("refused"));
    open();
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
    document.dispatchEvent(new Event("visibilitychange"));
    expect(request).toHaveBeenCalledTimes(2);
  });
  it("listens to the hang-up and mute keys of headsets", async () => {
    const handlers = new Map<string, MediaSessionActionHandler | null>();
    vi.spyOn(navigator.mediaSession, "setActionHandler").mockImplementation((name, handler) => {
      handlers.set(name, handler);
    });
    const { call } = open();
    await vi.waitFor(() => expect(handlers.size).toBe(3));
    handlers.get("togglemicrophone")?.({ action: "play" });
    handlers.get("hangup")?.({ action: "play" });
    expect(call.done.slice(-2)).toEqual(["microphone off", "leave"]);
  });
  it("opens a small window with working controls", async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const small = frame.contentWindow as Window;
    const requestWindow = vi.fn().mockResolvedValue(small);
    vi.stubGlobal("documentPictureInPicture", { requestWindow });
    const { call } = open();
    await choose("picture-in-picture");
    await vi.waitFor(() => expect(small.document.querySelector("[data-testid=mic]")).not.toBeNull());
    for (const name of ["mic", "camera", "leave"]) {
      small.document.querySelector<HTMLElement>(`[data-testid=${name}]`)?.click();
    }
    expect(call.done).toEqual(expect.arrayContaining(["microphone off", "camera off", "leave"]));
    vi.unstubAllGlobals();
    frame.remove();
  });
});
