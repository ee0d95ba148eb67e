import type { Both, Carried } from "./counts.ts";
import type { LineState } from "./settings.ts";

/** Which way, seen from the host. */
export type Way = "up" | "down";

/** What the process of a line is told. */
export type Order =
  | { readonly order: "change"; readonly state: LineState }
  /** These are cut from now on, and no others. */
  | { readonly order: "cut"; readonly ways: readonly Way[] }
  | { readonly order: "count" };

/** What it says: once that it is there, then once for each order, in their order. */
export type Report = "ready" | Both<Carried>;
