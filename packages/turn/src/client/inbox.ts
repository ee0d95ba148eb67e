import type { TransportAddress } from "../stun/ip-address.ts";
import type { TurnClientError } from "./errors.ts";
import { within } from "./within.ts";

/** More that nobody takes is dropped, the oldest first: a peer must not fill the memory. */
const MOST_WAITING = 64;

/** Data of a peer. */
export interface Received {
  readonly from: TransportAddress;
  readonly data: Buffer;
}

/** Keeps data until it is taken; at most one takes at a time. */
export class Inbox {
  readonly #waiting: Received[] = [];
  #taker: { resolve(received: Received): void; reject(error: TurnClientError): void } | undefined;
  #end: TurnClientError | undefined;

  put(received: Received): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker !== undefined) {
      taker.resolve(received);
      return;
    }
    this.#waiting.push(received);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }

  end(error: TurnClientError): void {
    this.#end ??= error;
    this.#taker?.reject(error);
    this.#taker = undefined;
  }

  /** The oldest that came, or the next that comes within so many milliseconds. @throws TurnClientError timeout, closed */
  async take(timeout: number): Promise<Received> {
    const first = this.#waiting.shift();
    if (first !== undefined) return first;
    if (this.#end !== undefined) throw this.#end;
    const next = new Promise<Received>((resolve, reject) => {
      this.#taker = { resolve, reject };
    });
    try {
      return await within(next, timeout);
    } finally {
      this.#taker = undefined;
    }
  }
}
