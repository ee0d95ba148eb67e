/** Hz. */
const NOTES = [523.3, 659.3, 784] as const;
/** Seconds from one note to the next. */
const STEP = 0.28;
const LOUD = 0.22;

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
  return oscillator;
};

/**
 * Three notes on the loudspeaker `speaker`, a device id; "" is the system's choice.
 * Rejects when that device is gone or the browser plays nothing.
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
  try {
    if (speaker !== "" && "setSinkId" in player) await player.setSinkId(speaker);
    await player.play();
  } catch (error) {
    stop();
    throw error;
  }
  const begin = context.currentTime + 0.05;
  const notes = NOTES.map((frequency, index) => note(context, output, frequency, begin + index * STEP));
  const ended = new Promise<void>((done) => notes.at(-1)?.addEventListener("ended", () => done()));
  return { ended: ended.then(stop), stop };
};
