import { afterEach, describe, expect, test, vi } from "vitest";
import { paintedTrack, stopMedia } from "../../testing/fake-media.ts";
import { replaceBackground } from "./background-track.ts";
import { drawScene } from "./scenes.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.unstubAllGlobals();
  stopMedia();
});

/** A wall of one colour: nobody is in the picture. */
const wall = () =>
  paintedTrack(640, 360, (pen, width, height) => {
    pen.fillStyle = `rgb(10 ${performance.now() % 20} 200)`;
    pen.fillRect(0, 0, width, height);
  });

const start = async (
  ...[captured, background, giveUp = () => {}]: Partial<Parameters<typeof replaceBackground>>
) => {
  const processed = await replaceBackground(captured ?? wall(), background ?? "dunes", giveUp);
  stops.push(processed.stop);
  const video = document.createElement("video");
  Object.assign(video, { muted: true, srcObject: new MediaStream([processed.track]) });
  await video.play();
  const pen = new OffscreenCanvas(64, 36).getContext("2d", { willReadFrequently: true });
  const colours = () => {
    pen?.drawImage(video, 0, 0, 64, 36);
    return pen?.getImageData(0, 0, 64, 36).data ?? new Uint8ClampedArray();
  };
  return { processed, video, colours };
};

const sceneColours = () => {
  const pen = new OffscreenCanvas(64, 36).getContext("2d");
  if (pen) drawScene("dunes", pen, 64, 36);
  return pen?.getImageData(0, 0, 64, 36).data ?? new Uint8ClampedArray();
};

/** Mean difference of two pictures' colours, 0 to 255. */
const apart = (a: Uint8ClampedArray, b: Uint8ClampedArray) =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;

describe.each([
  ["by streams", () => {}],
  ["by way of the page", () => vi.stubGlobal("MediaStreamTrackProcessor", undefined)],
])("a background, %s", (_name, prepare) => {
  test("stands where nobody is, in moving pictures of the camera's shape", async () => {
    prepare();
    const { video, colours } = await start();
    const scene = sceneColours();
    await vi.waitFor(() => expect(apart(colours(), scene)).toBeLessThan(12), { timeout: 5_000 });
    expect(video.videoWidth / video.videoHeight).toBeCloseTo(16 / 9, 1);
    const from = video.getVideoPlaybackQuality().totalVideoFrames;
    await vi.waitFor(() =>
      expect(video.getVideoPlaybackQuality().totalVideoFrames).toBeGreaterThan(from + 5),
    );
  });

  test("goes on when the page draws nothing, as one that is not seen", async () => {
    prepare();
    vi.stubGlobal("requestAnimationFrame", () => 0);
    const camera = await navigator.mediaDevices.getUserMedia({ video: true });
    const [captured] = camera.getVideoTracks();
    stops.push(() => captured?.stop());
    const { video } = await start(captured);
    const from = video.getVideoPlaybackQuality().totalVideoFrames;
    await vi.waitFor(() =>
      expect(video.getVideoPlaybackQuality().totalVideoFrames).toBeGreaterThan(from + 5),
    );
  });

  test("ends its track when it is stopped, and leaves the camera alone", async () => {
    prepare();
    const captured = wall();
    const { processed } = await start(captured, "blur");
    processed.stop();
    expect(processed.track.readyState).toBe("ended");
    expect(captured.readyState).toBe("live");
  });
});

test("a picture of the person's that is not there is a failure, not the room", async () => {
  await expect(replaceBackground(wall(), "own", () => {})).rejects.toThrow();
});

test("a model that can not be fetched is a failure, and nothing is left over", async () => {
  const giveUp = vi.fn();
  vi.stubGlobal(
    "Worker",
    class extends Worker {
      override postMessage(message: object, options?: StructuredSerializeOptions | Transferable[]) {
        super.postMessage(
          { ...message, model: "/missing.tflite", wasm: "/missing.wasm" },
          options as Transferable[],
        );
      }
    },
  );
  await expect(replaceBackground(wall(), "blur", giveUp)).rejects.toThrow();
  expect(giveUp).toHaveBeenCalledWith("background-failed");
});
