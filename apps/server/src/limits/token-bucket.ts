import type { Rate } from "./rate.ts";

const MINUTE = 60_000;
/** What sums of fractions may lack of a whole token; without it a wait told to the ms can be too short. */
const ROUNDING = 1e-9;
/** Longest wait that is told, ms: a day. */
const LONGEST = 86_400_000;

/** Tokens that run out by use and come back with time. Times in ms of one clock. */
export class TokenBucket {
  #tokens: number;
  #at: number;
  readonly #burst: number;
  readonly #perMs: number;

  constructor(rate: Rate, now: number) {
    this.#burst = rate.burst;
    this.#perMs = rate.perMinute / MINUTE;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes `count` tokens and returns 0, or takes none and returns the ms after which they are there. */
  take(count: number, now: number): number {
    if (this.#burst === Number.POSITIVE_INFINITY) return 0;
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#tokens + ROUNDING >= count) {
      this.#tokens = Math.max(0, this.#tokens - count);
      return 0;
    }
    return Math.min(LONGEST, Math.ceil((count - this.#tokens) / this.#perMs));
  }

  /** True when it is as good as new. */
  isFull(now: number): boolean {
    return this.#tokens + (now - this.#at) * this.#perMs >= this.#burst;
  }
}
