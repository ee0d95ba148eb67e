import type { ProcessedTrack } from "@onecall/client";
import { loadRnnoise, RnnoiseWorkletNode } from "@sapphi-red/web-noise-suppressor";
import wasmUrl from "@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url";
import workletUrl from "@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url";
import { ownScript } from "../../security/own-script.ts";

/** What the model was trained with, Hz; it knows no other. */
const RATE = 48_000;

/** A page that was not touched yet may be kept silent by the browser: the next touch ends that. */
const keepRunning = (context: AudioContext): (() => void) => {
  const stop = new AbortController();
  const resume = () => void context.resume().catch(() => undefined);
  for (const type of ["pointerdown", "keydown"]) {
    document.addEventListener(type, resume, { capture: true, signal: stop.signal });
  }
  // A phone call or another program took the sound away for a while.
  context.addEventListener("statechange", () => context.state !== "running" && resume(), {
    signal: stop.signal,
  });
  resume();
  return () => stop.abort();
};

/** Takes everything but speech out of a microphone's sound with RNNoise, 20 ms later (docs/decisions/0011-effects.md). */
export const withoutNoise = async (captured: MediaStreamTrack): Promise<ProcessedTrack> => {
  const context = new AudioContext({ sampleRate: RATE });
  try {
    // Every browser this app runs in has the SIMD of the second file.
    const [wasmBinary] = await Promise.all([
      loadRnnoise({ url: wasmUrl, simdUrl: wasmUrl }),
      context.audioWorklet.addModule(ownScript(workletUrl)),
    ]);
    const source = context.createMediaStreamSource(new MediaStream([captured]));
    const model = new RnnoiseWorkletNode(context, { wasmBinary, maxChannels: 1 });
    const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(model).connect(out);
    const [track] = out.stream.getAudioTracks();
    if (!track) throw new Error("Web Audio gave no track.");
    const release = keepRunning(context);
    return {
      track,
      stop: () => {
        release();
        track.stop();
        source.disconnect();
        model.destroy();
        if (context.state !== "closed") void context.close();
      },
    };
  } catch (error) {
    void context.close();
    throw error;
  }
};
