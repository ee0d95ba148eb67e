import type { Environment, PageEvent } from "../environment.ts";
import type { IceSource } from "./ice-config.ts";
import { IceRestart } from "./ice-restart.ts";

/** SPEC REJOIN-5: restarts the other device took part in before a new session is tried. */
const RESTARTS = 2;
/** What the last of them is given, and a device that hears but is not heard. */
const LAST_CHANCE = 5_000;
/** Silence is known after so long, if there is any. */
const NOTICED_AFTER = 1_500;
/** Still not heard after that, it says so again so often; whether a new session may be begun is its owner's to say (SPEC HS-10). */
const AGAIN_AFTER = 60_000;
/** A new session is given so long before the connection it replaces is tried again: both at once take each other's time. */
const REPLACED_WITHIN = 3_000;
/** Whole both ways for so long, a line that was given up healed after all. */
const HEALED_AFTER = 5_000;

export interface RecoveryOptions {
  readonly environment: Pick<Environment, "now" | "after" | "isChromium">;
  readonly role: "host" | "guest";
  readonly ice: Pick<IceSource, "fresh">;
}

export interface RecoveryOwner {
  readonly generation: number;
  /** Whether the server can carry something to the other device now. */
  canSignal(): boolean;
  /** Both browsers look for each other after a restart nobody heard of. */
  restartsAlone(): boolean;
  /**
   * Makes new ICE credentials; the host offers them, the guest keeps them until packets come or the host offers. `anew`: those of
   * an unanswered restart will not do.
   */
  restart(how: { readonly anew: boolean }): void;
  /** Guest: asks the host to. */
  askForRestart(generation: number): void;
  /** Silence is to be believed sooner. */
  beAlert(): void;
  /** Packets get through both ways right now. */
  isHealthy(): boolean;
  onState(state: "up" | "down"): void;
  /** Only a new session can help, as far as this side knows; the host says so to the guest, which begins it. */
  onStuck(): void;
}

/** What a link does about a line that broke: it restarts ICE until packets come again, and says when that does not help. */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #owner: RecoveryOwner;
  readonly #restart: IceRestart;
  #state: "new" | "up" | "down" | "closed" = "new";
  #wasUp = false;
  /** Firefox gave the connection up: it may connect again, and send nothing all the same. */
  #isDoomed = false;
  #replacedAt = Number.NEGATIVE_INFINITY;
  #answered = 0;
  #cancelTimer: (() => void) | undefined;
  #cancelUnheard: (() => void) | undefined;
  #cancelHealing: (() => void) | undefined;
  #cancelTheirs: (() => void) | undefined;

  constructor(options: RecoveryOptions, owner: RecoveryOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#restart = new IceRestart(options, {
      isDown: () => this.#state === "down",
      canReach: () => owner.canSignal(),
      restartsAlone: () => owner.restartsAlone(),
      get generation() {
        return owner.generation;
      },
      restart: (how) => owner.restart(how),
      askForRestart: (generation) => owner.askForRestart(generation),
    });
  }

  /** The two were connected at least once. */
  get wasUp(): boolean {
    return this.#wasUp;
  }

  /** Guest: this connection was given up, and a new session has just been begun. */
  get isBeingReplaced(): boolean {
    const since = this.#options.environment.now() - this.#replacedAt;
    return this.#options.role === "guest" && since >= 0 && since < REPLACED_WITHIN;
  }

  /** Packets come. */
  isUp(): void {
    if (this.#state === "up" || this.#state === "closed") return;
    this.#state = "up";
    this.#wasUp = true;
    this.#rest();
    this.#heal();
    this.#owner.onState("up");
  }

  /** None come. */
  isDown(): void {
    if (this.#state === "down" || this.#state === "closed") return;
    this.#state = "down";
    this.#stopHealing();
    this.#owner.onState("down");
    this.#restart.begin();
  }

  /** Host: the guest's device asked for a restart. Guest: the host's device says that only a new session can help. */
  async asked(generation: number): Promise<void> {
    if (this.#options.role === "host") return await this.#restart.asked(generation);
    this.#cancelTheirs?.();
    if (this.#state === "closed") return;
    if (!this.#owner.isHealthy()) return this.#owner.onStuck();
    // It may have known before this device could.
    this.#cancelTheirs = this.#options.environment.after(NOTICED_AFTER, () => {
      if (!this.#owner.isHealthy()) this.#owner.onStuck();
    });
  }

  /** Guest: an offer of the host's was answered. */
  answered(): void {
    this.#restart.answered();
    if (this.#state !== "down" || this.#options.role !== "guest" || ++this.#answered !== RESTARTS) return;
    this.#cancelTimer = this.#options.environment.after(LAST_CHANCE, () => this.#owner.onStuck());
  }

  /**
   * Whether the other device gets this one's packets: after some failures Firefox never sends again. `undefined`: nothing comes,
   * so nobody knows.
   */
  isHeard(heard: boolean | undefined): void {
    if (heard) this.#heal();
    else this.#stopHealing();
    if (heard !== false) {
      this.#cancelUnheard?.();
      this.#cancelUnheard = undefined;
    } else if (this.#state !== "closed" && !this.#cancelUnheard) {
      this.#stuckIn(LAST_CHANCE);
    }
  }

  /** The browser gave the connection up. Where that may be for good, a way to the server means a new one at once. */
  failed(): void {
    this.#isDoomed = !this.#options.environment.isChromium;
    this.isDown();
    // The way to the server may be gone too without anyone knowing yet: news of it count all the same.
    if (this.#isDoomed && this.#wasUp && this.#owner.canSignal()) this.#owner.onStuck();
  }

  nudge(event: PageEvent | "signalling"): void {
    if (event === "offline" || event === "leaving") return;
    if (event === "signalling" && this.#isDoomed) {
      this.#isDoomed = false;
      this.#replacedAt = this.#options.environment.now();
      this.#owner.onStuck();
    }
    // The network may be another one, whatever came until now.
    if (event !== "signalling") this.#owner.beAlert();
    if (!this.isBeingReplaced) this.#restart.nudge(event === "signalling" ? "signalling" : "device");
  }

  close(): void {
    this.#state = "closed";
    this.#restart.close();
    this.#cancelTimer?.();
    this.#cancelUnheard?.();
    this.#cancelTheirs?.();
    this.#stopHealing();
  }

  /** The first packet proves nothing of the way there; where nothing is said against it for a while, it is whole. */
  #heal(): void {
    if (!this.#isDoomed || this.#state !== "up") return;
    this.#cancelHealing ??= this.#options.environment.after(HEALED_AFTER, () => {
      this.#cancelHealing = undefined;
      this.#isDoomed = false;
    });
  }

  #stopHealing(): void {
    this.#cancelHealing?.();
    this.#cancelHealing = undefined;
  }

  /** A new session may fail like this one: the line's report stays the same, so nobody else would ask for the next. */
  #stuckIn(delay: number): void {
    this.#cancelUnheard = this.#options.environment.after(delay, () => {
      this.#stuckIn(AGAIN_AFTER);
      this.#owner.onStuck();
    });
  }

  #rest(): void {
    this.#restart.rest();
    this.#cancelTimer?.();
    this.#answered = 0;
  }
}
