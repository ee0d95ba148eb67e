import type { Call, CallEvents } from "./api.ts";
import type { Emitter } from "./emitter.ts";

/** What the server's being there, and what it says of itself, mean for the call. */
export class ServerNews {
  readonly #ownBuild: string | undefined;
  readonly #events: Emitter<CallEvents>;
  #signalling: Call["signalling"] = "offline";
  /** The newest build the server said it serves. */
  #served: string | undefined;

  constructor(ownBuild: string | undefined, events: Emitter<CallEvents>) {
    this.#ownBuild = ownBuild;
    this.#events = events;
  }

  get signalling(): Call["signalling"] {
    return this.#signalling;
  }

  /** SPEC EV-5. */
  get isOutdated(): boolean {
    return this.#ownBuild !== undefined && this.#served !== undefined && this.#ownBuild !== this.#served;
  }

  signallingIs(state: Call["signalling"]): void {
    if (state === this.#signalling) return;
    this.#signalling = state;
    this.#events.emit("signalling", state);
  }

  serves(build: string): void {
    const before = this.isOutdated;
    this.#served = build;
    if (this.isOutdated && !before) this.#events.emit("outdated");
  }
}
