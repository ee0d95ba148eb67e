import type { Rate } from "./rate.ts";
import { TokenBucket } from "./token-bucket.ts";

const SWEEP_EVERY = 60_000;

/** A token bucket per key (address, room); forgets keys whose bucket is full again. */
export class KeyedLimit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweptAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Number of keys remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token of `key`: 0, or the ms to wait. */
  take(key: string, now: number): number {
    if (this.#rate.burst === Number.POSITIVE_INFINITY) return 0;
    if (now - this.#sweptAt >= SWEEP_EVERY) this.#sweep(now);
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      bucket = new TokenBucket(this.#rate, now);
      this.#buckets.set(key, bucket);
    }
    return bucket.take(1, now);
  }

  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
  }
}
