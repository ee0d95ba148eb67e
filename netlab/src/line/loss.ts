import { Random } from "./random.ts";
import type { Direction } from "./settings.ts";

/** Decides which packets are lost. One random number each, so that the same seed spares the same ones whatever else is set. */
export class Loss {
  readonly #random: Random;
  #at: "calm" | "burst" = "calm";

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** Whether the next packet is lost. */
  next(loss: Direction["loss"]): boolean {
    const chance = this.#random.next();
    if (typeof loss === "number") {
      this.#at = "calm";
      return chance < loss;
    }
    const { ratio, length } = loss;
    const begins = ratio / (length * (1 - ratio));
    const lost = this.#at === "burst" ? chance >= 1 / length : chance < begins;
    this.#at = lost ? "burst" : "calm";
    return lost;
  }
}
