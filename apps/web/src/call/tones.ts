import { useEffect } from "preact/hooks";
import type { Preferences } from "../preferences/preferences.ts";

interface Note {
  /** Hz. */
  readonly frequency: number;
  /** Seconds from the start of the phrase. */
  readonly at: number;
  readonly length: number;
}

/** A phrase that repeats until it is stopped. */
export interface Tone {
  readonly notes: readonly Note[];
  /** Seconds from one phrase to the next. */
  readonly every: number;
  /** 0 to 1. */
  readonly volume: number;
}

/** For the host: someone knocks. */
export const RING: Tone = {
  notes: [
    { frequency: 659.3, at: 0, length: 0.5 },
    { frequency: 880, at: 0.18, length: 0.7 },
    { frequency: 659.3, at: 0.7, length: 0.5 },
    { frequency: 880, at: 0.88, length: 0.7 },
  ],
  every: 3.2,
  volume: 0.16,
};

/** For the guest: it is ringing there. */
export const RING_BACK: Tone = {
  notes: [{ frequency: 440, at: 0, length: 1.1 }],
  every: 4,
  volume: 0.045,
};

/** Notes start and end this softly, seconds: a hard edge clicks. */
const EDGE = 0.03;

const playNote = (context: AudioContext, { frequency, at, length }: Note, volume: number) => {
  const start = context.currentTime + at;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume, start + EDGE);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = frequency;
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + length + EDGE);
};

/**
 * Plays `tone` over and over until the returned function is called. Silent where the browser forbids sound.
 * `volume`: 0 to 1, half of it is the tone as it was made.
 */
const playTone = (tone: Tone, volume: number): (() => void) => {
  const context = new AudioContext();
  const phrase = () => {
    for (const note of tone.notes) playNote(context, note, tone.volume * volume * 2);
  };
  phrase();
  const timer = setInterval(phrase, tone.every * 1000);
  return () => {
    clearInterval(timer);
    void context.close();
  };
};

/** Plays one phrase of `tone`, so that the person hears how loud it is. */
export const playOnce = (tone: Tone, preferences: Pick<Preferences, "ring" | "ringVolume">): void => {
  const stop = playTone(tone, toneVolume(preferences));
  setTimeout(stop, (tone.every - 0.1) * 1000);
};

/** How loud the person wants tones, 0 to 1; 0 when they are off. */
const toneVolume = ({ ring, ringVolume }: Pick<Preferences, "ring" | "ringVolume">): number => {
  const volume = Number(ringVolume.value);
  return ring.value && volume > 0 ? Math.min(1, volume / 100) : 0;
};

/** Plays `tone` while the component shows it, as loud as the person wants. */
export const useTone = (tone: Tone | undefined, preferences: Preferences): void => {
  const volume = toneVolume(preferences);
  useEffect(() => (tone && volume > 0 ? playTone(tone, volume) : undefined), [tone, volume]);
};
