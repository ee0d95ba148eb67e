import type { Allocation } from "./allocation.ts";
import type { Observer } from "./metrics.ts";

/** What belongs together under one call tag. */
export class Call {
  readonly tag: string;
  /** Whether its owner said that the two people let each other in. */
  admitted = false;
  readonly allocations = new Set<Allocation>();
  /** Relayed so far. */
  bytes = 0;

  constructor(tag: string) {
    this.tag = tag;
  }
}

/** Calls that are admitted or have an allocation. */
export class Calls {
  readonly #calls = new Map<string, Call>();
  readonly #observer: Observer;

  constructor(observer: Observer) {
    this.#observer = observer;
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
      call = new Call(tag);
      this.#calls.set(tag, call);
    }
    return call;
  }

  /** Forgets the call when nothing keeps it. */
  settle(call: Call): void {
    if (call.admitted || call.allocations.size > 0 || this.#calls.get(call.tag) !== call) return;
    this.#calls.delete(call.tag);
    this.#observer.callClosed?.({ callTag: call.tag, bytes: call.bytes });
  }
}
