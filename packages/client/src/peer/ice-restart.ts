import type { Environment } from "../environment.ts";
import type { IceSource } from "./ice-config.ts";

/** Waits between the restarts of one outage; the last one repeats (SPEC REJOIN-5). */
const WAITS = [5_000, 10_000, 15_000] as const;
/** After so long only an event starts another one. */
const BY_ITSELF_FOR = 600_000;
/** Two events of one cause come within this time. */
const AT_MOST_EVERY = 1_000;

export interface IceRestartOptions {
  readonly environment: Pick<Environment, "now" | "after">;
  readonly role: "host" | "guest";
  readonly ice: Pick<IceSource, "fresh">;
}

export interface IceRestartOwner {
  /** False once packets come again, or the connection is closed. */
  isDown(): boolean;
  /** Whether what is said now can reach the other device at all. */
  canReach(): boolean;
  readonly generation: number;
  /** Host: offers new ICE credentials. */
  restart(): void;
  /** Guest: asks the host to. */
  askForRestart(generation: number): void;
}

/**
 * Restarts ICE while no packets come: the host offers anew, the guest asks it to. Servers are asked for first: one that was
 * restarted knows no credentials of before (SPEC ICE-4).
 */
export class IceRestart {
  readonly #options: IceRestartOptions;
  readonly #owner: IceRestartOwner;
  #cancelTimer: (() => void) | undefined;
  #closed = false;
  /** Grows with every outage and every attempt: whoever waited through one stops. */
  #turn = 0;
  #attempts = 0;
  #downSince = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(options: IceRestartOptions, owner: IceRestartOwner) {
    this.#options = options;
    this.#owner = owner;
  }

  /** Packets stopped, or the browser gave up. */
  begin(): void {
    this.#downSince = this.#options.environment.now();
    this.#attempts = 0;
    this.#attempt();
  }

  /** Something changed that may help: tries at once, and then as after a new beginning. */
  nudge(): void {
    if (this.#closed || !this.#owner.isDown()) return;
    this.#attempts = 0;
    const since = this.#options.environment.now() - this.#lastAt;
    if (since >= 0 && since < AT_MOST_EVERY) this.#later(AT_MOST_EVERY - since);
    else this.#attempt();
  }

  /** Host: the guest's device asked for a restart of this generation. */
  async asked(generation: number): Promise<void> {
    if (this.#options.role !== "host") return;
    await this.#options.ice.fresh();
    // One asked for before the last restart was answered by it.
    if (!this.#closed && generation >= this.#owner.generation) this.#owner.restart();
  }

  /** Packets come again. */
  rest(): void {
    this.#turn++;
    this.#cancelTimer?.();
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }

  #attempt(): void {
    this.#lastAt = this.#options.environment.now();
    const wait = WAITS[Math.min(this.#attempts++, WAITS.length - 1)] ?? WAITS[0];
    this.#later(wait);
    void this.#restart();
  }

  #later(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.environment.after(delay, () => {
      const tried = this.#options.environment.now() - this.#downSince;
      if (this.#owner.isDown() && tried < BY_ITSELF_FOR) this.#attempt();
    });
  }

  async #restart(): Promise<void> {
    const { role, ice } = this.#options;
    const turn = ++this.#turn;
    await ice.fresh();
    // Nobody would hear of it: the way to the server, once it is back, is an event of its own.
    if (turn !== this.#turn || !this.#owner.isDown() || !this.#owner.canReach()) return;
    if (role === "host") this.#owner.restart();
    else this.#owner.askForRestart(this.#owner.generation);
  }
}
