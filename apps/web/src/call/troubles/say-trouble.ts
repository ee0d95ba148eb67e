import { effect, type ReadonlySignal } from "@preact/signals";
import type { Trouble } from "./trouble.ts";

/** A trouble that comes back within this time, ms, was said already. */
const SAID_FOR = 15_000;

/** Calls `say` for every trouble that appears, but not again for one that only flickers; until the result is called. */
export const sayTroubles = (
  trouble: ReadonlySignal<Trouble | undefined>,
  say: (trouble: Trouble) => void,
): (() => void) => {
  /** When each was last on the screen. */
  const seen = new Map<Trouble, number>();
  let current: Trouble | undefined;
  return effect(() => {
    const next = trouble.value;
    if (next === current) return;
    if (current !== undefined) seen.set(current, performance.now());
    current = next;
    if (next === undefined || performance.now() - (seen.get(next) ?? -Infinity) < SAID_FOR) return;
    say(next);
  });
};
