import type { BrowserName } from "../browser/launch.ts";
import type { World } from "./world.ts";

/** Who calls with what: host, then guest. */
export type Pair = `${BrowserName}-${BrowserName}`;

export const PAIRS: readonly Pair[] = ["chromium-chromium", "chromium-firefox", "firefox-firefox"];

/** One figure a scenario gives in every repetition. */
export interface Measure {
  /** What it is, as the table says it. */
  readonly title: string;
  readonly unit: "ms" | "%" | "times" | "fps";
  /** The promise; what is given must hold. `least` and `most` are for all repetitions. */
  readonly target?: { readonly p95?: number; readonly most?: number; readonly least?: number };
  /** What the short version in `npm test` accepts, on whatever machine that is: it healed by itself. */
  readonly sane?: { readonly most?: number; readonly least?: number };
}

/** Values of one repetition by the keys of the scenario's measures. */
export type Values = Readonly<Record<string, number>>;

/** One repetition. Throws when what was promised did not happen at all. */
export type Round = (index: number, kind: string) => Promise<Values>;

/** A fault, and what people notice of it. */
export interface Scenario {
  /** As in the catalogue: "R-13". */
  readonly id: string;
  /** What happens, in a few words. */
  readonly fault: string;
  /** Variants of the fault, each with figures of its own. */
  readonly kinds: readonly string[];
  readonly pairs: readonly Pair[];
  readonly measures: Readonly<Record<string, Measure>>;
  /** Repetitions of each kind with each pair in a full run. */
  readonly repetitions: number;
  /** What of it `npm test` runs; `kinds` may be shorter ones than those that are measured. */
  readonly short: { readonly pair: Pair; readonly kinds?: readonly string[]; readonly repetitions?: number };
  /** Network namespaces, and so root. */
  readonly lab?: boolean;
  /** Brings everybody into place; what it gives is done once for each repetition, one after the other. */
  start(world: World, pair: Pair): Promise<Round>;
}
