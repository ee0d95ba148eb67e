import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import { type IceList, offersRelay } from "./ice-config.ts";

/** Longest a person who hides their address waits for the first relayed candidate once both said yes. */
const RELAY_WITHIN = 9_000;

/** What is known of the relays of one connection. */
export interface RelayFacts {
  readonly list: IceList;
  /** The person hides its address: there is no other way than a relay. */
  readonly hides: boolean;
  /** A relayed candidate was gathered. */
  readonly found: boolean;
  /** The call needs its connection now, or can not be without. */
  readonly needed: boolean;
  /** No more candidates come, or none came for too long, since both said yes. */
  readonly over: boolean;
  /** The browser found no way to the other device. */
  readonly failed: boolean;
}

/** SPEC ICE-5: what to tell the person about the relay, if anything. */
export const relayProblem = (facts: RelayFacts): "relay-missing" | "relay-unreachable" | undefined => {
  const { list, hides, found, needed, over, failed } = facts;
  if (found) return undefined;
  const { servers, more } = list;
  // A direct way was all there was to hope for, as far as this device knows.
  if (!hides && servers === undefined) return undefined;
  const missing = servers !== undefined && !offersRelay(servers) && !more;
  const now = hides ? over || (needed && missing) : failed;
  if (!now) return undefined;
  return missing ? "relay-missing" : "relay-unreachable";
};

export interface RelayWatchOptions {
  readonly environment: Pick<Environment, "after">;
  readonly hides: boolean;
  list(): IceList;
  /** Told once. */
  onProblem(code: Extract<CallErrorCode, "relay-missing" | "relay-unreachable">): void;
}

/** Notices when the relay a connection needs can not be had. */
export class RelayWatch {
  readonly #options: RelayWatchOptions;
  #found = false;
  #needed = false;
  #opened = false;
  #gathered = false;
  #late = false;
  #failed = false;
  #closed = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: RelayWatchOptions) {
    this.#options = options;
  }

  /** A relayed candidate was gathered. */
  found(): void {
    this.#found = true;
    this.close();
  }

  /** From now on there is no call without a relay, where the person hides its address. */
  need(): void {
    this.#needed = true;
    this.#checkSoon();
  }

  /** Both said yes: the connection is being made. */
  open(): void {
    this.#opened = true;
    this.#needed = true;
    if (this.#options.hides && !this.#found) {
      this.#cancelTimer = this.#options.environment.after(RELAY_WITHIN, () => {
        this.#late = true;
        this.check();
      });
    }
    this.#checkSoon();
  }

  /** Gathering began anew, or is complete. */
  gathering(complete: boolean): void {
    this.#gathered = complete;
    this.check();
  }

  /** The browser found no way to the other device. */
  failed(): void {
    this.#failed = true;
    this.check();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  /** Whoever says yes finishes that first. */
  #checkSoon(): void {
    queueMicrotask(() => this.check());
  }

  /** Looks at the list again. */
  check(): void {
    const { hides, list, onProblem } = this.#options;
    const problem = relayProblem({
      list: list(),
      hides,
      found: this.#found,
      needed: this.#needed,
      over: this.#late || (this.#opened && this.#gathered),
      failed: this.#failed,
    });
    if (!problem || this.#closed) return;
    this.close();
    onProblem(problem);
  }
}
