import { monitorEventLoopDelay } from "node:perf_hooks";

const WINDOW = 1_000;
const WINDOWS = 5;

/** Watches how late the event loop is: overloaded after five bad seconds in a row, until a good one. */
export class Overload {
  readonly #histogram = monitorEventLoopDelay({ resolution: 20 });
  readonly #timer: NodeJS.Timeout;
  #bad = 0;

  /** @param limit 99th percentile in ms above which a second is bad; 0 switches it off */
  constructor(limit: number) {
    if (limit > 0) this.#histogram.enable();
    this.#timer = setInterval(() => {
      const late = this.#histogram.percentile(99) / 1e6;
      this.#histogram.reset();
      this.#bad = limit > 0 && late > limit ? this.#bad + 1 : 0;
    }, WINDOW).unref();
  }

  get isOverloaded(): boolean {
    return this.#bad >= WINDOWS;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }
}
