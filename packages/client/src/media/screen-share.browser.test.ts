import { afterEach, describe, expect, it } from "vitest";
import { CapturedScreen } from "./screen-share.ts";
import type { ScreenOutcome } from "./screen-types.ts";

type Ask = (options?: DisplayMediaStreamOptions) => Promise<MediaStream>;

const tracks: MediaStreamTrack[] = [];
afterEach(() => {
  for (const track of tracks.splice(0)) track.stop();
});

/** What the browser would capture: a picture, and a sound with these settings. */
const surface = (displaySurface: string, sound?: Record<string, unknown>): MediaStream => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d")?.fillRect(0, 0, 1, 1);
  const stream = canvas.captureStream(5);
  for (const track of stream.getVideoTracks()) track.getSettings = () => ({ displaySurface });
  if (sound) {
    const destination = new AudioContext().createMediaStreamDestination();
    const [heard] = destination.stream.getAudioTracks();
    if (!heard) throw new Error("no sound");
    heard.getSettings = () => sound;
    stream.addTrack(heard);
  }
  tracks.push(...stream.getTracks());
  return stream;
};
const pictureOf = (stream: MediaStream): MediaStreamTrack => {
  const [track] = stream.getVideoTracks();
  if (!track) throw new Error("no picture");
  return track;
};

const screenWith = (ask: Ask | undefined, supported: Record<string, boolean> = {}) => {
  const mediaDevices = { getDisplayMedia: ask, getSupportedConstraints: () => supported };
  const states: string[] = [];
  const screen: CapturedScreen = new CapturedScreen(
    // Nothing else of the devices is used.
    { mediaDevices: mediaDevices as unknown as MediaDevices },
    () => states.push(screen.capture.state),
  );
  return { screen, states };
};
const refuse =
  (name: string, message = "") =>
  () =>
    Promise.reject(new DOMException(message, name));

describe("CapturedScreen", () => {
  it("shares what the person chooses until it is stopped", async () => {
    const stream = surface("window");
    const { screen, states } = screenWith(async () => stream);
    expect(await screen.start()).toBe("shared");
    expect(screen.capture).toMatchObject({ state: "on", surface: "window", sound: undefined, hint: "text" });
    expect(pictureOf(stream).contentHint).toBe("text");
    screen.stop();
    expect(states).toEqual(["starting", "on", "off"]);
    expect(pictureOf(stream).readyState).toBe("ended");
    screen.stop();
    expect(states).toHaveLength(3);
  });

  it("is over when the browser's own bar stops it", async () => {
    const stream = surface("browser", {});
    const { screen, states } = screenWith(async () => stream);
    await screen.start();
    pictureOf(stream).dispatchEvent(new Event("ended"));
    expect(states.at(-1)).toBe("off");
    for (const track of stream.getTracks()) expect(track.readyState).toBe("ended");
  });

  it.each<[ScreenOutcome, string, string]>([
    ["cancelled", "NotAllowedError", "Permission denied by user"],
    ["blocked", "NotAllowedError", "Permission denied by system"],
    ["failed", "NotReadableError", ""],
    ["failed", "InvalidStateError", ""],
  ])("tells %s by %s", async (outcome, name, message) => {
    const { screen, states } = screenWith(refuse(name, message));
    expect(await screen.start()).toBe(outcome);
    expect(states).toEqual(["starting", "off"]);
  });

  it("goes on with what is shared while another choice is made, and when none is", async () => {
    const [first, second] = [surface("window"), surface("monitor")];
    const answers: Ask[] = [async () => first, refuse("NotAllowedError"), async () => second];
    const { screen } = screenWith((options) => answers.shift()?.(options) ?? Promise.reject());
    await screen.start("motion");
    expect(await screen.start("motion")).toBe("cancelled");
    expect(screen.capture).toMatchObject({ state: "on", track: pictureOf(first) });
    expect(await screen.start("motion")).toBe("shared");
    expect(screen.capture).toMatchObject({ surface: "monitor", hint: "motion" });
    expect(pictureOf(first).readyState).toBe("ended");
  });

  it("throws away what comes after it was stopped", async () => {
    const stream = surface("window");
    let answer = (_: MediaStream) => {};
    const { screen } = screenWith(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const outcome = screen.start();
    screen.stop();
    answer(stream);
    expect(await outcome).toBe("superseded");
    expect(screen.capture.state).toBe("off");
    expect(pictureOf(stream).readyState).toBe("ended");
  });

  it("asks for few sharp pictures of text and many of what moves", async () => {
    const asked: unknown[] = [];
    const stream = surface("window");
    const constrained: unknown[] = [];
    pictureOf(stream).applyConstraints = async (constraints) => void constrained.push(constraints);
    const { screen } = screenWith(async (options) => {
      asked.push(options?.video);
      return stream;
    });
    await screen.start("text");
    screen.setHint("motion");
    screen.setHint("motion");
    expect(asked).toMatchObject([{ frameRate: { max: 15 } }]);
    expect(constrained).toMatchObject([{ frameRate: { max: 30 } }]);
    expect(pictureOf(stream).contentHint).toBe("motion");
    expect(screen.capture).toMatchObject({ hint: "motion" });
  });

  it.each([
    ["another tab's", "browser", {}, true],
    ["the system's, without this page's own", "monitor", { restrictOwnAudio: true }, true],
    ["the system's, with the other person's voice in it", "monitor", {}, false],
    ["a window's, with the other person's voice in it", "window", { restrictOwnAudio: false }, false],
  ])("of sounds it takes %s: %s", async (_, displaySurface, settings, taken) => {
    const stream = surface(displaySurface, settings);
    const { screen } = screenWith(async () => stream);
    await screen.start();
    const [sound] = stream.getAudioTracks();
    expect(screen.capture).toMatchObject({ sound: taken ? sound : undefined });
    expect(sound?.readyState).toBe(taken ? "live" : "ended");
  });

  it("offers sound of the whole system only where the other person's voice can be kept out of it", async () => {
    const asked: unknown[] = [];
    const ask: Ask = async (options) => {
      asked.push(options);
      return surface("monitor");
    };
    await screenWith(ask).screen.start();
    await screenWith(ask, { restrictOwnAudio: true }).screen.start();
    expect(asked).toMatchObject([
      { systemAudio: "exclude", audio: { restrictOwnAudio: true }, selfBrowserSurface: "exclude" },
      { systemAudio: "include", audio: { restrictOwnAudio: true }, surfaceSwitching: "include" },
    ]);
  });

  it("knows a browser that shares no screens", async () => {
    expect(screenWith(async () => surface("window")).screen.isSupported).toBe(true);
    const { screen } = screenWith(undefined);
    expect(screen.isSupported).toBe(false);
    expect(await screen.start()).toBe("failed");
  });
});
