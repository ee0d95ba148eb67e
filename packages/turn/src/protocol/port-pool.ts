import { randomInt } from "node:crypto";

/** Hands out ports `first` to `last`, each once, at random (RFC 6056: an attacker shall not guess them). */
export class PortPool {
  readonly #first: number;
  readonly #count: number;
  readonly #taken = new Set<number>();

  constructor(first: number, last: number) {
    this.#first = first;
    this.#count = last - first + 1;
  }

  get taken(): number {
    return this.#taken.size;
  }

  /** Any port, an even one, or an even one whose next is free too and is taken with it. */
  take(kind: "any" | "even" | "pair"): number | undefined {
    const start = randomInt(this.#count);
    for (let step = 0; step < this.#count; step++) {
      const port = this.#first + ((start + step) % this.#count);
      if (this.#taken.has(port) || (kind !== "any" && port % 2 !== 0)) continue;
      if (kind === "pair" && !this.#isFree(port + 1)) continue;
      this.#taken.add(port);
      if (kind === "pair") this.#taken.add(port + 1);
      return port;
    }
    return undefined;
  }

  release(port: number): void {
    this.#taken.delete(port);
  }

  #isFree(port: number): boolean {
    return port < this.#first + this.#count && !this.#taken.has(port);
  }
}
