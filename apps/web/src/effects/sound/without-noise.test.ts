import { afterEach, expect, test, vi } from "vitest";
import { withoutNoise } from "./without-noise.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Even noise, as of a fan. */
const noise = () => {
  const context = new AudioContext({ sampleRate: 48_000 });
  const buffer = context.createBuffer(1, 48_000, 48_000);
  const samples = buffer.getChannelData(0);
  for (let at = 0; at < samples.length; at++) samples[at] = (Math.random() - 0.5) * 0.2;
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  const out = context.createMediaStreamDestination();
  source.connect(out);
  source.start();
  stops.push(() => void context.close());
  const [track] = out.stream.getAudioTracks();
  if (!track) throw new Error("no track");
  return track;
};

/** How loud `track` is now, as an effective value. */
const listen = (track: MediaStreamTrack) => {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  stops.push(() => void context.close());
  const samples = new Float32Array(2048);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
  };
};

test("noise is gone, and with the effect what it took", async () => {
  const captured = noise();
  const processed = await withoutNoise(captured);
  stops.push(processed.stop);
  const [before, after] = [listen(captured), listen(processed.track)];
  await vi.waitFor(() => expect(before()).toBeGreaterThan(0.04), { timeout: 4_000 });
  // It comes through for a moment before the model knows it for noise.
  await vi.waitFor(
    () => {
      expect(before()).toBeGreaterThan(0.04);
      expect(after()).toBeLessThan(before() / 8);
    },
    { timeout: 4_000 },
  );
  processed.stop();
  expect(processed.track.readyState).toBe("ended");
  expect(captured.readyState).toBe("live");
});
