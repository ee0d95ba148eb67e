import { type Spread, spread } from "./statistics.ts";

/** One figure of one server, of several repetitions. `name` of two servers is the same for what can be compared. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly server: string;
  readonly spread: Spread;
}

/** Gathers repetitions. */
export class Measurements {
  readonly #values = new Map<string, { name: string; unit: string; server: string; values: number[] }>();

  add(name: string, unit: string, server: string, value: number): void {
    const key = `${name} ${server}`;
    const entry = this.#values.get(key) ?? { name, unit, server, values: [] };
    entry.values.push(value);
    this.#values.set(key, entry);
  }

  all(): Measurement[] {
    return [...this.#values.values()].map(({ values, ...entry }) => ({ ...entry, spread: spread(values) }));
  }

  best(name: string, server: string): number | undefined {
    const measurement = this.all().find((one) => one.name === name && one.server === server);
    return measurement && bestOf(measurement);
  }
}

/** The repetition that other programs of the machine disturbed least: the most of a rate, the least of anything else. */
export function bestOf({ unit, spread: { min, max } }: Measurement): number {
  return unit === "/s" ? max : min;
}
