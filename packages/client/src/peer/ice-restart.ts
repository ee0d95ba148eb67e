import type { Environment } from "../environment.ts";
import type { IceSource } from "./ice-config.ts";

/**
 * Waits between the restarts of one outage, and how many of the short ones there are (SPEC REJOIN-5). Chromium gives a
 * connection up 15 s after its last restart, and until then connects by itself when the line is back.
 */
const SHORT_WAIT = 5_000;
const SHORT_WAITS = 12;
const LONG_WAIT = 15_000;
/** After so long only an event starts another one. */
const BY_ITSELF_FOR = 600_000;
/** Two events of one cause come within this time. */
const AT_MOST_EVERY = 1_000;
const ASK_AGAIN_AFTER = 800;
/** A restart just answered is given this long: with another one on its heels Firefox fails for good. */
const UNDER_WAY_FOR = 2_500;

export interface IceRestartOptions {
  readonly environment: Pick<Environment, "now" | "after">;
  readonly role: "host" | "guest";
  readonly ice: Pick<IceSource, "fresh">;
}

export interface IceRestartOwner {
  /** False once packets come again, or the connection is closed. */
  isDown(): boolean;
  readonly generation: number;
  /** Whether what is said now can reach the other device. */
  canReach(): boolean;
  /** Both browsers look for each other after a restart nobody heard of. */
  restartsAlone(): boolean;
  /**
   * Makes new ICE credentials; the host offers them, the guest keeps them until packets come or the host offers. `anew`: those of
   * an unanswered restart will not do.
   */
  restart(how: { readonly anew: boolean }): void;
  /** Guest: asks the host to. */
  askForRestart(generation: number): void;
}

/**
 * Restarts ICE while no packets come: the host offers anew, the guest asks it to. Servers are asked for first: one that was
 * restarted knows no credentials of before (SPEC ICE-4). Where it makes the browser look for the other device, both restart even
 * if nobody can hear of it.
 */
export class IceRestart {
  readonly #options: IceRestartOptions;
  readonly #owner: IceRestartOwner;
  #cancelTimer: (() => void) | undefined;
  #cancelQuestion: (() => void) | undefined;
  #closed = false;
  /** Grows with every outage and every attempt: whoever waited through one stops. */
  #turn = 0;
  #attempts = 0;
  #downSince = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: IceRestartOptions, owner: IceRestartOwner) {
    this.#options = options;
    this.#owner = owner;
  }

  /** Packets stopped, or the browser gave up. */
  begin(): void {
    this.#downSince = this.#options.environment.now();
    this.#attempts = 0;
    this.#attempt({ anew: true });
  }

  /**
   * Something changed that may help: tries at once, and then as after a new beginning. The way to the server may come and go for
   * ever, so `signalling` grants no more time.
   */
  nudge(cause: "device" | "signalling"): void {
    if (this.#closed || !this.#owner.isDown()) return;
    const now = this.#options.environment.now();
    this.#attempts = 0;
    if (cause === "device") this.#downSince = now;
    const since = now - this.#lastAt;
    // What was said and not answered is on its way now.
    const how = { anew: cause === "device" };
    if (since >= 0 && since < AT_MOST_EVERY) this.#in(AT_MOST_EVERY - since, () => this.#attempt(how));
    else this.#attempt(how);
    if (cause === "signalling") this.#askAgain();
  }

  /** A host that hears this device again takes what comes at once for something said before. */
  #askAgain(): void {
    const { role, environment } = this.#options;
    if (role !== "guest") return;
    this.#cancelQuestion?.();
    this.#cancelQuestion = environment.after(ASK_AGAIN_AFTER, () => {
      if (this.#owner.isDown() && this.#underWayFor === 0) {
        this.#owner.askForRestart(this.#owner.generation);
      }
    });
  }

  /** Guest: an offer of the host's was answered. */
  answered(): void {
    this.#answeredAt = this.#options.environment.now();
  }

  /** Host: the guest's device asked for a restart of this generation. */
  async asked(generation: number): Promise<void> {
    if (this.#options.role !== "host") return;
    await this.#options.ice.fresh();
    // One asked for before the last restart was answered by it.
    if (!this.#closed && generation >= this.#owner.generation) this.#owner.restart({ anew: true });
  }

  /** Packets come again. */
  rest(): void {
    this.#turn++;
    this.#cancelQuestion?.();
    this.#cancelTimer?.();
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }

  /** For how long still a restart that was answered may be on its way, ms. */
  get #underWayFor(): number {
    const since = this.#options.environment.now() - this.#answeredAt;
    return since >= 0 && since < UNDER_WAY_FOR ? UNDER_WAY_FOR - since : 0;
  }

  #attempt(how: { readonly anew: boolean }): void {
    const { now } = this.#options.environment;
    if (this.#underWayFor > 0) {
      this.#in(this.#underWayFor, () => this.#attempt(how));
      return;
    }
    // One that nobody could hear of does not hold up the next.
    if (this.#owner.restartsAlone() || this.#owner.canReach()) this.#lastAt = now();
    this.#in(this.#attempts++ < SHORT_WAITS ? SHORT_WAIT : LONG_WAIT, () => {
      if (now() - this.#downSince < BY_ITSELF_FOR) this.#attempt({ anew: false });
    });
    void this.#restart(how);
  }

  #in(delay: number, run: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.environment.after(delay, () => {
      if (this.#owner.isDown()) run();
    });
  }

  async #restart(how: { readonly anew: boolean }): Promise<void> {
    const { role, ice } = this.#options;
    const turn = ++this.#turn;
    await ice.fresh();
    if (turn !== this.#turn || !this.#owner.isDown()) return;
    if (role === "guest") this.#owner.askForRestart(this.#owner.generation);
    const helps = role === "host" && this.#owner.canReach();
    if (helps || this.#owner.restartsAlone()) this.#owner.restart(how);
  }
}
