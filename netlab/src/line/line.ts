import type { Both, LineCounts } from "./counts.ts";
import type { Way } from "./orders.ts";
import type { LineProcess } from "./process.ts";
import { changed, type LineSettings, type LineState } from "./settings.ts";

/** What a host is connected by, as something to break. All changes are in force when their promise resolves. */
export interface Line {
  /** What it is set to now. */
  readonly settings: LineState;
  /** Whether packets get through, as far as `cut` and `unplug` go. */
  readonly state: "whole" | "cut" | "cut-up" | "cut-down" | "unplugged";

  /**
   * Changes it under running connections. What is not named stays.
   *
   * @throws NetlabError `line-invalid`, `line-gone`
   */
  set(settings: Partial<LineSettings>): Promise<void>;

  /**
   * A black hole in the middle: packets vanish, those under way too, and nobody at either end is told.
   *
   * @param direction `up` is from the host, `down` is to it
   */
  cut(direction?: Way | "both"): Promise<void>;

  /** Ends all that `cut` did. */
  heal(): Promise<void>;

  /** The device goes down and loses its addresses and routes, as when the cable is pulled or Wi-Fi lost: the system knows. */
  unplug(): Promise<void>;

  /** It comes back with the same addresses. */
  plug(): Promise<void>;

  /** What became of all packets until now. */
  counts(): Promise<LineCounts>;
}

const BOTH_WAYS: readonly Way[] = ["up", "down"];

/** What a line does with the devices at its ends. */
export interface Ends {
  /** Takes the host's device down. */
  unplug(): Promise<void>;
  /** Brings it up with its addresses and routes. */
  plug(): Promise<void>;
  /** How many packets each had no room for. */
  overruns(): Promise<Both<number>>;
}

export class EmulatedLine implements Line, AsyncDisposable {
  #settings: LineState;
  readonly #process: LineProcess;
  readonly #ends: Ends;
  readonly #cut = new Set<Way>();
  #device: "in" | "out" = "in";

  constructor(settings: LineState, process: LineProcess, ends: Ends) {
    this.#settings = settings;
    this.#process = process;
    this.#ends = ends;
  }

  get settings(): LineState {
    return this.#settings;
  }

  get state(): Line["state"] {
    if (this.#device === "out") return "unplugged";
    const [way, other] = this.#cut;
    if (other) return "cut";
    return way ? `cut-${way}` : "whole";
  }

  async set(settings: Partial<LineSettings>): Promise<void> {
    this.#settings = changed(this.#settings, settings);
    await this.#process.tell({ order: "change", state: this.#settings });
  }

  async cut(direction: Way | "both" = "both"): Promise<void> {
    for (const way of direction === "both" ? BOTH_WAYS : [direction]) this.#cut.add(way);
    await this.#tellWhatIsCut();
  }

  async heal(): Promise<void> {
    this.#cut.clear();
    await this.#tellWhatIsCut();
  }

  async unplug(): Promise<void> {
    if (this.#device === "out") return;
    this.#device = "out";
    await this.#tellWhatIsCut();
    await this.#ends.unplug();
  }

  async plug(): Promise<void> {
    if (this.#device === "in") return;
    await this.#ends.plug();
    this.#device = "in";
    await this.#tellWhatIsCut();
  }

  async counts(): Promise<LineCounts> {
    const { up, down } = await this.#process.tell({ order: "count" });
    const overruns = await this.#ends.overruns();
    return { up: { ...up, overrun: overruns.up }, down: { ...down, overrun: overruns.down } };
  }

  async #tellWhatIsCut(): Promise<void> {
    await this.#process.tell({ order: "cut", ways: this.#device === "out" ? BOTH_WAYS : [...this.#cut] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
