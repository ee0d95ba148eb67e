import { KeyedLimit } from "./keyed-limit.ts";
import type { Rate } from "./rate.ts";

/** How long an address that failed too often is refused, ms. */
const PAUSE = 600_000;

/** Counts failed proofs per address and refuses the address for a while above the rate. */
export class FailedProofs {
  readonly #limit: KeyedLimit;
  readonly #refusedUntil = new Map<string, number>();

  constructor(rate: Rate) {
    this.#limit = new KeyedLimit(rate);
  }

  /** Ms this address is still refused; 0 when it is welcome. */
  wait(address: string, now: number): number {
    const until = this.#refusedUntil.get(address);
    if (until === undefined) return 0;
    if (until > now) return Math.ceil(until - now);
    this.#refusedUntil.delete(address);
    return 0;
  }

  count(address: string, now: number): void {
    if (this.#limit.take(address, now) === 0) return;
    // Oldest first, since the pause is the same for all: what is over goes before something is added.
    for (const [known, until] of this.#refusedUntil) {
      if (until > now) break;
      this.#refusedUntil.delete(known);
    }
    this.#refusedUntil.delete(address);
    this.#refusedUntil.set(address, now + PAUSE);
  }
}
