/** Mixes 32 bits well (the finalizer of MurmurHash3). */
const mix = (value: number): number => {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
};

/** 2^32 divided by the golden ratio: its multiples are spread evenly. */
const GOLDEN = 0x9e3779b9;

/** The `index`th number of a seed, evenly from 0 to below 1. */
export const numberAt = (seed: number, index: number): number =>
  mix(mix(seed) + Math.imul(index + 1, GOLDEN)) / 2 ** 32;

/** A seed for one of several uses of another one. */
export const seedFor = (seed: number, use: number): number => mix(mix(seed) ^ mix(use + GOLDEN));

/** The numbers of a seed, one after the other. */
export class Random {
  readonly #seed: number;
  #index = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  next(): number {
    return numberAt(this.#seed, this.#index++);
  }
}
