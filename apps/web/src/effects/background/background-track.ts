import type { ProcessedTrack } from "@onecall/client";
import modelUrl from "../../../vendor/tflite/selfie_segmentation_landscape.tflite?url";
import wasmUrl from "../../../vendor/tflite/tflite-simd.wasm?url";
import { ownScript } from "../../security/own-script.ts";
import type { Background } from "../choices.ts";
import type { FromWorker, PictureStreams, ToWorker } from "./messages.ts";
import { readOwnPicture } from "./own-picture.ts";
import workerUrl from "./paint-worker.ts?worker&url";

/** Chromium's ways from a track to pictures and back (W3C mediacapture-transform, an older edition); typings have neither. */
interface TrackStreams {
  MediaStreamTrackProcessor?: new (options: {
    track: MediaStreamTrack;
  }) => {
    readable: ReadableStream<VideoFrame>;
  };
  MediaStreamTrackGenerator?: new (options: {
    kind: "video";
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

/** The track that painted pictures come out of. */
interface Outlet {
  readonly track: MediaStreamTrack;
  readonly streams: PictureStreams | undefined;
  /** A message of the worker, once it is ready. */
  onMessage(message: FromWorker, worker: Worker): void;
  stop(): void;
}

const streamOutlet = (captured: MediaStreamTrack): Outlet | undefined => {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as TrackStreams;
  if (!MediaStreamTrackProcessor || !MediaStreamTrackGenerator) return undefined;
  const { readable } = new MediaStreamTrackProcessor({ track: captured });
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  return {
    track,
    streams: { readable, writable: track.writable },
    onMessage: () => {},
    stop: () => track.stop(),
  };
};

/** By way of this page: a video to look at and a canvas to draw on. */
const canvasOutlet = async (captured: MediaStreamTrack): Promise<Outlet> => {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([captured]) });
  const canvas = document.createElement("canvas");
  const { width = 640, height = 360 } = captured.getSettings();
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { alpha: false });
  const [track] = canvas.captureStream().getVideoTracks();
  if (!pen || !track) throw new Error("A canvas gives no track.");
  await video.play();
  const look = () => createImageBitmap(video).catch(() => undefined);
  const onMessage = async (message: FromWorker, worker: Worker) => {
    if (message.t === "next") {
      const picture = await look();
      worker.postMessage({ t: "picture", picture } satisfies ToWorker, picture ? [picture] : []);
    } else if (message.t === "painted") {
      const { picture } = message;
      const { width, height } = picture;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      pen.drawImage(picture, 0, 0);
      picture.close();
    }
  };
  const stop = () => {
    track.stop();
    video.srcObject = null;
  };
  return { track, streams: undefined, onMessage: (message, worker) => void onMessage(message, worker), stop };
};

/**
 * Puts the person of a camera's picture before `background`. The painting is done in a worker, so that a page that is busy or not seen
 * does not stop it. `giveUp`: it works no more, for this reason, and the track should be replaced.
 */
export const replaceBackground = async (
  captured: MediaStreamTrack,
  background: Exclude<Background, "none">,
  giveUp: (why: "slow" | "background-failed") => void,
): Promise<ProcessedTrack> => {
  const own = background === "own" ? await readOwnPicture() : undefined;
  const outlet = streamOutlet(captured) ?? (await canvasOutlet(captured));
  // Trusted in the browsers that ask for it; typings know only the address.
  const worker = new Worker(ownScript(workerUrl) as string, { type: "module" });
  const stop = () => {
    worker.terminate();
    outlet.stop();
  };
  const start: ToWorker = {
    t: "start",
    background,
    own,
    wasm: new URL(wasmUrl, document.baseURI).href,
    model: new URL(modelUrl, document.baseURI).href,
    cores: navigator.hardwareConcurrency,
    streams: outlet.streams,
  };
  const { streams } = outlet;
  worker.postMessage(start, [
    ...(streams ? [streams.readable, streams.writable] : []),
    ...(own ? [own] : []),
  ]);
  await new Promise<void>((resolve, reject) => {
    const fail = () => {
      reject(new Error("The background effect does not run."));
      giveUp("background-failed");
    };
    worker.addEventListener("error", fail);
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (data.t === "ready") resolve();
      else if (data.t === "failed") fail();
      else if (data.t === "slow") giveUp("slow");
      else outlet.onMessage(data, worker);
    });
  }).catch((error: unknown) => {
    stop();
    throw error;
  });
  return { track: outlet.track, stop };
};
