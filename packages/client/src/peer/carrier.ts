import type { Message } from "@onecall/protocol";

/** What negotiates a connection; all of it may come twice (SPEC MSG-5). */
export type Negotiating = Extract<Message, { t: "offer" | "answer" | "cand" | "restart" }>;

export interface CarrierWays {
  /** Over the data channel; false when it can not take more. */
  byData(message: Negotiating): boolean;
  /** Sealed, through the server; false when it can not take more. */
  bySeal(message: Negotiating): boolean;
  /** Packets get through both ways right now. */
  isHealthy(): boolean;
  /** The other device's packets come: what is sent may well arrive. */
  hears(): boolean;
  /** The server can carry something to the other device now. */
  canSignal(): boolean;
}

/** Said over the data channel alone and not known to have arrived; older ones are of no use any more. */
const KEPT = 24;

/** Carries what negotiates by the data channel while that works, and through the server as well while it may not (SPEC DATA-1). */
export class Carrier {
  readonly #ways: CarrierWays;
  #unsealed: Negotiating[] = [];

  constructor(ways: CarrierWays) {
    this.#ways = ways;
  }

  /** `again`: what was said before may be lost. Says nothing where there is no way: a line that is dead would bring it too late. */
  send(message: Negotiating, again = false): void {
    const { byData, bySeal, isHealthy, hears, canSignal } = this.#ways;
    const carried = hears() && byData(message);
    if (carried && isHealthy() && !again) this.#unsealed = [...this.#unsealed, message].slice(-KEPT);
    else if (canSignal()) bySeal(message);
  }

  /** The line broke: what went by it alone goes through the server too. */
  lineBroke(): void {
    for (const message of this.#unsealed.splice(0)) if (this.#ways.canSignal()) this.#ways.bySeal(message);
  }

  /** Everything said so far arrived. */
  settled(): void {
    this.#unsealed = [];
  }
}
