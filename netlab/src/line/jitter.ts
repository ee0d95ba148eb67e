import { numberAt } from "./random.ts";

/** Shortest time between two turns of the delay, in ms. */
const SHORTEST = 10;

/**
 * How much a delay is off at a time, in ms. It goes in straight lines from one random value to the next, each evenly from
 * `-jitter` to `jitter`, and never falls faster than time passes: who comes later leaves later.
 */
export const offset = (seed: number, jitter: number, time: number): number => {
  const step = Math.max(SHORTEST, 2 * jitter);
  const index = Math.floor(time / step);
  const part = time / step - index;
  const value = (at: number) => (2 * numberAt(seed, at) - 1) * jitter;
  return value(index) * (1 - part) + value(index + 1) * part;
};
