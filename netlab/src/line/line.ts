import type { LineCounts } from "./counts.ts";
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

/** Takes a device of the host down or brings it up with its addresses and routes. */
export interface Plug {
  out(): Promise<void>;
  in(): Promise<void>;
}

export class EmulatedLine implements Line, AsyncDisposable {
  #settings: LineState;
  readonly #process: LineProcess;
  readonly #plug: Plug;
  readonly #cut = new Set<Way>();
  #device: "in" | "out" = "in";

  constructor(settings: LineState, process: LineProcess, plug: Plug) {
    this.#settings = settings;
    this.#process = process;
    this.#plug = plug;
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
    await this.#plug.out();
  }

  async plug(): Promise<void> {
    if (this.#device === "in") return;
    await this.#plug.in();
    this.#device = "in";
    await this.#tellWhatIsCut();
  }

  async counts(): Promise<LineCounts> {
    return await this.#process.tell({ order: "count" });
  }

  async #tellWhatIsCut(): Promise<void> {
    await this.#process.tell({ order: "cut", ways: this.#device === "out" ? BOTH_WAYS : [...this.#cut] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
