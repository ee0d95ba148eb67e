/** Quietest and loudest level the meter tells apart, dB below full scale. */
const FLOOR = -55;
const CEILING = -12;

/** Loudness of a block of samples in dB below full scale; -Infinity for silence. */
export const loudnessOf = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length));
};

/** Where a loudness in dB stands between the quietest and the loudest shown, 0 to 1. */
export const meterLevel = (loudness: number): number =>
  Math.min(1, Math.max(0, (loudness - FLOOR) / (CEILING - FLOOR)));

/** Calls `onLevel` with the loudness of `track` for every picture the screen draws, until the result is called. */
export const watchLevel = (track: MediaStreamTrack, onLevel: (loudness: number) => void): (() => void) => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // Some browsers start it asleep until the person touches the page; capture alone wakes it in the others.
  void context.resume();
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const draw = () => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudnessOf(samples));
    frame = requestAnimationFrame(draw);
  };
  draw();
  return () => {
    cancelAnimationFrame(frame);
    void context.close();
  };
};
