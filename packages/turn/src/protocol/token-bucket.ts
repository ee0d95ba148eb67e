import type { IpAddress } from "../stun/ip-address.ts";

/**
 * Lets `perSecond` units through a second, and up to `burst` at once. All numbers stay small integers, so that asking
 * allocates nothing. Time is in milliseconds.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = now;
  }

  /** Takes `amount` when there is as much. @returns whether there was */
  take(amount: number, now: number): boolean {
    const passed = now - this.#filledAt;
    // Whole seconds and parts of one are counted apart, so that no product leaves the small integers.
    const seconds = passed >= 60_000 ? 60 : Math.floor(passed / 1000);
    const gained = seconds > 0 ? seconds * this.#perSecond : Math.floor((passed * this.#perSecond) / 1000);
    if (gained > 0) {
      const tokens = this.#tokens + gained;
      this.#tokens = tokens > this.#burst ? this.#burst : tokens;
      this.#filledAt = now;
    }
    if (this.#tokens < amount) return false;
    this.#tokens -= amount;
    return true;
  }
}

/** One bucket a key; the oldest key is forgotten when there are `capacity`, which only lets someone through early. */
export class KeyedBuckets {
  readonly #buckets = new Map<number | string, TokenBucket>();
  readonly #perSecond: number;
  readonly #capacity: number;

  constructor(perSecond: number, capacity = 20_000) {
    this.#perSecond = perSecond;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** @returns whether the key may do one more */
  take(key: number | string, now: number): boolean {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#capacity) this.#forgetOldest();
      bucket = new TokenBucket(this.#perSecond, 2 * this.#perSecond, now);
      this.#buckets.set(key, bucket);
    }
    return bucket.take(1, now);
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}

/** IPv4 by its address, IPv6 by its /64: what one customer of a provider has. */
export function addressKey(ip: IpAddress): number | string {
  return ip.family === 4 ? ip.w0 : `${ip.w0}:${ip.w1}`;
}

/** IPv4 by its /24, IPv6 by its /64. */
export function networkKey(ip: IpAddress): number | string {
  return ip.family === 4 ? ip.w0 & ~255 : `${ip.w0}:${ip.w1}`;
}
