import { afterEach, describe, expect, it, vi } from "vitest";
import { browserEnvironment } from "../environment.ts";
import { CapturedMedia } from "./local-media.ts";
import type { ProcessedTrack, TrackProcessor } from "./types.ts";

const opened: CapturedMedia[] = [];
afterEach(() => {
  for (const media of opened.splice(0)) media.close();
  vi.restoreAllMocks();
});
const capture = () => {
  const media = new CapturedMedia(browserEnvironment(), () => {});
  opened.push(media);
  return media;
};

/** Makes clones, each when it is told to if `wait` is set. */
const cloner = ({ wait = false } = {}) => {
  const made: MediaStreamTrack[] = [];
  const of: MediaStreamTrack[] = [];
  const go: (() => void)[] = [];
  const process: TrackProcessor = async (captured) => {
    of.push(captured);
    if (wait) await new Promise<void>((resolve) => go.push(resolve));
    const track = captured.clone();
    made.push(track);
    return { track, stop: () => track.stop() } satisfies ProcessedTrack;
  };
  return { process, made, of, go };
};
const shownOf = (media: CapturedMedia) => {
  const { camera } = media;
  return camera.state === "on" ? camera.track : undefined;
};

describe("a processed camera", () => {
  it("shows and sends nothing before the processor is ready, and then its track alone", async () => {
    const media = capture();
    const { process, made, go } = cloner({ wait: true });
    await media.shape("camera", { processor: process });
    const opening = media.open({ microphone: false, camera: true });
    await vi.waitFor(() => expect(go.length).toBe(1));
    expect(media.camera.state).toBe("starting");
    expect(media.stream.getTracks()).toEqual([]);
    go[0]?.();
    await opening;
    expect(shownOf(media)).toBe(made[0]);
    expect(media.stream.getTracks()).toEqual(made);
  });

  it("gets and loses its processor while it is on, with the same camera", async () => {
    const media = capture();
    await media.open({ microphone: false, camera: true });
    const captured = shownOf(media);
    const { process, made } = cloner();
    await media.shape("camera", { processor: process });
    expect(shownOf(media)).toBe(made[0]);
    expect(media.stream.getTracks()).toEqual(made);
    await media.shape("camera", {});
    expect(shownOf(media)).toBe(captured);
    expect(captured?.readyState).toBe("live");
    expect(made[0]?.readyState).toBe("ended");
  });

  it("keeps it over off and on and another camera; off lets everything go", async () => {
    const media = capture();
    const { process, made, of } = cloner();
    await media.shape("camera", { processor: process });
    await media.open({ microphone: false, camera: true });
    await media.setEnabled("camera", false);
    expect([...made, ...of].map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(media.stream.getTracks()).toEqual([]);
    await media.setEnabled("camera", true);
    expect(shownOf(media)).toBe(made[1]);
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(
      ({ kind }) => kind === "videoinput",
    );
    await media.select("camera", cameras.at(-1)?.deviceId ?? "");
    expect(shownOf(media)).toBe(made[2]);
    expect(made[1]?.readyState).toBe("ended");
    expect(of[1]?.readyState).toBe("ended");
  });

  it("is stopped when it was switched off, or got another processor, while one was at work", async () => {
    const media = capture();
    const slow = cloner({ wait: true });
    const quick = cloner();
    await media.shape("camera", { processor: slow.process });
    const opening = media.open({ microphone: false, camera: true });
    await vi.waitFor(() => expect(slow.go.length).toBe(1));
    await media.shape("camera", { processor: quick.process });
    slow.go[0]?.();
    await opening;
    await vi.waitFor(() => expect(slow.made[0]?.readyState).toBe("ended"));
    expect(shownOf(media)?.readyState).toBe("live");
    expect(quick.made).toContain(shownOf(media));
    await media.shape("camera", {});
    const late = media.shape("camera", { processor: slow.process });
    await vi.waitFor(() => expect(slow.go.length).toBe(2));
    await media.setEnabled("camera", false);
    slow.go[1]?.();
    await late;
    expect(slow.made[1]?.readyState).toBe("ended");
    expect(media.camera.state).toBe("off");
  });

  it("goes on with the captured picture when the processor fails", async () => {
    const media = capture();
    await media.shape("camera", { processor: () => Promise.reject(new Error("no")) });
    await media.open({ microphone: false, camera: true });
    expect(media.camera.state).toBe("on");
    expect(media.cameraOn).toBe(true);
  });

  it("that goes away is replaced, and what comes is processed too", async () => {
    const media = capture();
    const { process, made, of } = cloner();
    await media.shape("camera", { processor: process });
    await media.open({ microphone: false, camera: true });
    of[0]?.dispatchEvent(new Event("ended"));
    expect(media.camera.state).toBe("starting");
    expect(made[0]?.readyState).toBe("ended");
    await vi.waitFor(() => expect(shownOf(media)?.readyState).toBe("live"), { timeout: 2_000 });
    expect(shownOf(media)).toBe(made[1]);
  });
});

describe("a processed microphone", () => {
  it("is muted with what it is made of, whichever came first", async () => {
    const media = capture();
    const { process, made, of } = cloner();
    await media.shape("microphone", { processor: process });
    await media.open({ microphone: true, camera: false });
    await media.setEnabled("microphone", false);
    expect([made[0]?.enabled, of[0]?.enabled]).toEqual([false, false]);
    await media.shape("microphone", { sound: "noisy", processor: process });
    expect([made[1]?.enabled, of[1]?.enabled]).toEqual([false, false]);
    await media.setEnabled("microphone", true);
    expect([made[1]?.enabled, of[1]?.enabled]).toEqual([true, true]);
  });

  it("is captured anew as another sound, and each asks the browser for its own", async () => {
    const media = capture();
    await media.open({ microphone: true, camera: false });
    const ask = vi.spyOn(navigator.mediaDevices, "getUserMedia");
    const wished = () => ask.mock.lastCall?.[0]?.audio;
    await media.shape("microphone", { sound: "noisy" });
    expect(wished()).toMatchObject({
      noiseSuppression: false,
      echoCancellation: true,
      autoGainControl: true,
    });
    await media.shape("microphone", { sound: "raw" });
    expect(wished()).toMatchObject({
      noiseSuppression: false,
      echoCancellation: false,
      autoGainControl: false,
      channelCount: { ideal: 2 },
    });
    await media.shape("microphone", { sound: "speech" });
    expect(wished()).toMatchObject({ noiseSuppression: true, echoCancellation: true });
    expect(ask).toHaveBeenCalledTimes(3);
    expect(media.microphoneOn).toBe(true);
  });

  it("is not asked for because of another sound while it is off", async () => {
    const ask = vi.spyOn(navigator.mediaDevices, "getUserMedia");
    const media = capture();
    await media.shape("microphone", { sound: "raw" });
    expect(ask).not.toHaveBeenCalled();
  });
});
