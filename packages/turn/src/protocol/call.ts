import type { Allocation } from "./allocation.ts";
import type { Observer } from "./metrics.ts";

/** What belongs together under one call tag. */
export class Call {
  readonly tag: string;
  /** Whether its owner said that the two people let each other in, and they may relay. */
  admitted: boolean;
  /** Whether it is remembered without allocations too. */
  kept = false;
  readonly allocations = new Set<Allocation>();
  /** Relayed so far. */
  bytes = 0;

  constructor(tag: string, admitted: boolean) {
    this.tag = tag;
    this.admitted = admitted;
  }
}

/** Longer than credentials are good for, milliseconds. */
const CLOSED_MEMORY = 3_600_000;

/** Calls whose owner has not let go of them, or that have an allocation. */
export class Calls {
  readonly #calls = new Map<string, Call>();
  readonly #closed = new Map<string, number>();
  readonly #observer: Observer;
  readonly #admitsAll: boolean;

  /** `admitsAll`: whoever has credentials was let in before. */
  constructor(observer: Observer, admitsAll: boolean) {
    this.#observer = observer;
    this.#admitsAll = admitsAll;
  }

  /** The call is over: credentials that are still good make no more allocations in it. */
  close(tag: string, now: number): void {
    this.#closed.delete(tag);
    this.#closed.set(tag, now + CLOSED_MEMORY);
  }

  isClosed(tag: string): boolean {
    return this.#closed.has(tag);
  }

  reopen(tag: string): void {
    this.#closed.delete(tag);
  }

  /** Forgets calls that were closed long ago; the oldest come first. */
  prune(now: number): void {
    for (const [tag, until] of this.#closed) {
      if (until > now) return;
      this.#closed.delete(tag);
    }
  }

  get size(): number {
    return this.#calls.size;
  }

  tags(): string[] {
    return [...this.#calls.keys()];
  }

  get(tag: string): Call | undefined {
    return this.#calls.get(tag);
  }

  /** The call of that tag, made when there is none. */
  open(tag: string): Call {
    let call = this.#calls.get(tag);
    if (call === undefined) {
      call = new Call(tag, this.#admitsAll);
      this.#calls.set(tag, call);
    }
    return call;
  }

  /** Forgets the call when nothing keeps it. */
  settle(call: Call): void {
    if (call.kept || call.allocations.size > 0 || this.#calls.get(call.tag) !== call) return;
    this.#calls.delete(call.tag);
    this.#observer.callClosed?.({ callTag: call.tag, bytes: call.bytes });
  }
}
