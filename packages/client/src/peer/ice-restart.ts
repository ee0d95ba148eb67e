import type { Environment } from "../environment.ts";
import type { IceSource } from "./ice-config.ts";

/** Wait between ICE restarts while the connection has failed. */
const EVERY = 5_000;

export interface IceRestartOptions {
  readonly environment: Pick<Environment, "after">;
  readonly role: "host" | "guest";
  readonly ice: Pick<IceSource, "fresh">;
}

export interface IceRestartOwner {
  /** False once the connection works again, or is closed. */
  isFailed(): boolean;
  readonly generation: number;
  /** Host: offers new ICE credentials. */
  restart(): void;
  /** Guest: asks the host to. */
  askForRestart(generation: number): void;
}

/**
 * Restarts ICE while a connection has failed: the host offers anew, the guest asks it to. Servers are asked for first: one
 * that was restarted knows no credentials of before (SPEC ICE-4).
 */
export class IceRestart {
  readonly #options: IceRestartOptions;
  readonly #owner: IceRestartOwner;
  #cancelTimer: (() => void) | undefined;
  #closed = false;
  /** Grows with every change of the connection: whoever waited through one stops. */
  #turn = 0;

  constructor(options: IceRestartOptions, owner: IceRestartOwner) {
    this.#options = options;
    this.#owner = owner;
  }

  /** The connection failed. */
  async begin(): Promise<void> {
    const { role, ice, environment } = this.#options;
    const turn = this.#turn;
    await ice.fresh();
    if (turn !== this.#turn || !this.#owner.isFailed()) return;
    if (role === "guest") {
      // Sealed messages are sent again until they arrive: once is enough.
      this.#owner.askForRestart(this.#owner.generation);
      return;
    }
    this.#owner.restart();
    this.#cancelTimer = environment.after(EVERY, () => void this.begin());
  }

  /** Host: the guest's device asked for a restart of this generation. */
  async asked(generation: number): Promise<void> {
    if (this.#options.role !== "host") return;
    await this.#options.ice.fresh();
    // One asked for before the last restart was answered by it.
    if (!this.#closed && generation >= this.#owner.generation) this.#owner.restart();
  }

  /** The connection is another way now. */
  rest(): void {
    this.#turn++;
    this.#cancelTimer?.();
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }
}
