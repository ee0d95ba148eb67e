import { afterEach, describe, expect, it, vi } from "vitest";
import { browserEnvironment, type Environment } from "../environment.ts";
import { CapturedMedia } from "./local-media.ts";

const opened: CapturedMedia[] = [];
afterEach(() => {
  for (const media of opened.splice(0)) media.close();
});
const capture = (environment: Partial<Environment> = {}) => {
  const media = new CapturedMedia({ ...browserEnvironment(), ...environment }, () => {});
  opened.push(media);
  return media;
};
/** The browser's own devices behind a getUserMedia that answers as told. */
const devices = (getUserMedia: MediaDevices["getUserMedia"]): Partial<Environment> => {
  const enumerateDevices = () => navigator.mediaDevices.enumerateDevices();
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices });
  // Only what capture uses of the browser's own.
  return { mediaDevices: mediaDevices as unknown as MediaDevices, permissions: undefined };
};
const refuse = (name: string) => () => Promise.reject(new DOMException("no", name));

describe("CapturedMedia", () => {
  it("opens both devices with one question", async () => {
    const ask = vi.spyOn(navigator.mediaDevices, "getUserMedia");
    const media = capture();
    await media.open({ microphone: true, camera: true });
    expect(ask).toHaveBeenCalledTimes(1);
    ask.mockRestore();
    expect(media).toMatchObject({ microphoneOn: true, cameraOn: true });
    expect(
      media.stream
        .getTracks()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(["audio", "video"]);
  });

  it("camera off ends its track, microphone off only mutes it", async () => {
    const media = capture();
    await media.open({ microphone: true, camera: true });
    const [video] = media.stream.getVideoTracks();
    const [audio] = media.stream.getAudioTracks();
    await media.setEnabled("camera", false);
    await media.setEnabled("microphone", false);
    expect(video?.readyState).toBe("ended");
    expect(media.stream.getVideoTracks()).toEqual([]);
    expect(audio).toMatchObject({ readyState: "live", enabled: false });
    expect(media).toMatchObject({ microphoneOn: false, cameraOn: false });
    expect(await media.setEnabled("camera", true)).toMatchObject({ state: "on" });
  });

  it.each([
    ["NotAllowedError", "media-denied"],
    ["NotFoundError", "media-missing"],
    ["NotReadableError", "media-in-use"],
    ["TypeError", "media-failed"],
  ])("%s is told as %s", async (name, code) => {
    const media = capture(devices(refuse(name)));
    await media.open({ microphone: true, camera: true });
    expect(media.microphone).toEqual({ state: "failed", code });
    expect(media.camera).toEqual({ state: "failed", code });
  });

  it("has the microphone when only the camera is missing", async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const media = capture(devices((asked) => (asked?.video ? refuse("NotFoundError")() : real(asked))));
    await media.open({ microphone: true, camera: true });
    expect(media.microphone.state).toBe("on");
    expect(media.camera).toEqual({ state: "failed", code: "media-missing" });
  });

  it("does not ask again after a no to both", async () => {
    const getUserMedia = vi.fn(refuse("NotAllowedError"));
    const permissions = Object.assign(Object.create(navigator.permissions), {
      query: async () => Object.assign(new EventTarget(), { state: "prompt" }),
    });
    const media = capture({ ...devices(getUserMedia), permissions });
    await media.open({ microphone: true, camera: true });
    expect(getUserMedia).toHaveBeenCalledTimes(1);
    expect(media.camera).toEqual({ state: "failed", code: "media-denied" });
  });

  it("stops a track that arrives after capture was closed", async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const late: MediaStream[] = [];
    const media = capture(
      devices(async (asked) => {
        const stream = await real(asked);
        late.push(stream);
        return stream;
      }),
    );
    const opening = media.open({ microphone: true, camera: true });
    media.close();
    await opening;
    expect(late[0]?.getTracks().map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(media).toMatchObject({ microphoneOn: false, cameraOn: false });
  });

  it("does not start the camera when the person left while the microphone was asked for alone", async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const asked: string[] = [];
    const media = capture(
      devices((constraints) => {
        const kind =
          constraints?.audio && constraints.video ? "both" : constraints?.audio ? "audio" : "video";
        asked.push(kind);
        if (kind === "audio") media.close();
        return kind === "both" ? refuse("NotReadableError")() : real(constraints);
      }),
    );
    await media.open({ microphone: true, camera: true });
    expect(asked).toEqual(["both", "audio"]);
    expect(media.stream.getTracks()).toEqual([]);
  });

  it("says insecure or unsupported where there are no devices to ask", async () => {
    const media = capture({ mediaDevices: undefined });
    await media.open({ microphone: false, camera: true });
    expect(media.camera).toEqual({ state: "failed", code: "media-unsupported" });
  });

  it("switches to another camera and keeps a muted microphone muted", async () => {
    const media = capture();
    await media.open({ microphone: true, camera: true });
    await media.setEnabled("microphone", false);
    const list = await navigator.mediaDevices.enumerateDevices();
    const camera = list.find(({ kind }) => kind === "videoinput")?.deviceId ?? "";
    const microphone = list.find(({ kind }) => kind === "audioinput")?.deviceId ?? "";
    expect(await media.select("camera", camera)).toMatchObject({ state: "on", deviceId: camera });
    expect(await media.select("microphone", microphone)).toMatchObject({ state: "on" });
    expect(media.microphoneOn).toBe(false);
  });

  it("takes a real camera again that ended by itself", async () => {
    const media = capture();
    await media.open({ microphone: true, camera: true });
    const [first] = media.stream.getVideoTracks();
    // Nothing can unplug the browser's own: its track is told to end as if it had been.
    first?.dispatchEvent(new Event("ended"));
    expect(media.camera.state).toBe("starting");
    expect(first?.readyState).toBe("ended");
    await vi.waitFor(() => expect(media.camera.state).toBe("on"), { timeout: 2_000 });
    const [second, ...rest] = media.stream.getVideoTracks();
    expect([second?.readyState, rest.length]).toEqual(["live", 0]);
    expect(media.microphoneOn).toBe(true);
  });
});
