/** Hz. */
const NOTES = [523.3, 659.3, 784] as const;
/** Seconds from one note to the next. */
const STEP = 0.28;
const LOUD = 0.22;
/** Of all of it, ms. */
const LENGTH = (NOTES.length + 1) * STEP * 1_000 + 200;

interface Chime {
  readonly ended: Promise<void>;
  stop(): void;
}

const note = (context: AudioContext, target: AudioNode, frequency: number, start: number) => {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUD, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 2 * STEP);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = frequency;
  oscillator.connect(gain).connect(target);
  oscillator.start(start);
  oscillator.stop(start + 2 * STEP);
};

/**
 * Three notes on the loudspeaker `speaker`, a device id; "" is the system's choice.
 * Rejects, or its `ended` does, when that device is gone or the browser plays nothing.
 */
export const chimeOn = async (speaker: string): Promise<Chime> => {
  const context = new AudioContext();
  // An element can play on a chosen device in more browsers than a context can.
  const output = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = output.stream;
  const stop = () => {
    player.srcObject = null;
    if (context.state !== "closed") void context.close();
  };
  if (speaker !== "" && "setSinkId" in player) {
    await player.setSinkId(speaker).catch((error: unknown) => {
      stop();
      throw error;
    });
  }
  const begin = context.currentTime + 0.05;
  for (const [index, frequency] of NOTES.entries()) note(context, output, frequency, begin + index * STEP);
  // By the clock: a device without any output never says that it ended, nor that it began.
  const ended = new Promise<void>((done, fail) => {
    player.play().catch(fail);
    setTimeout(done, LENGTH);
  });
  return { ended: ended.finally(stop), stop };
};
