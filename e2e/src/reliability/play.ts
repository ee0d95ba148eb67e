import { once } from "node:events";
import type { Pair, Round, Scenario, Values } from "./scenario.ts";
import { World } from "./world.ts";

/** What became of one repetition. */
export type Outcome =
  | { readonly kind: string; readonly values: Values }
  | { readonly kind: string; readonly failure: string };

const unlessStopped = async <T>(work: Promise<T>, stop: AbortSignal | undefined): Promise<T> => {
  if (!stop) return await work;
  const settled = new AbortController();
  const stopped = once(stop, "abort", { signal: settled.signal }).then(() => Promise.reject(stop.reason));
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stopped.catch(() => undefined);
    settled.abort();
  }
};

/** Beginnings that may fail one after the other before a scenario is given up. */
const BEGINNINGS = 3;

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Plays repetitions of a scenario one after the other, in one set-up as long as they succeed. One that fails is told as
 * that, with what the screens showed, and never tried again; the next one begins from scratch.
 *
 * @param kinds the variant of each repetition, in order
 * @param done repetitions of this scenario played in earlier runs, so that numbers go on from there
 * @param stop ends all of it at once; the repetition that runs then is not told, since nothing is known of it
 */
export const play = async (
  scenario: Scenario,
  pair: Pair,
  kinds: readonly string[],
  tell: (outcome: Outcome) => void,
  { done = 0, stop }: { readonly done?: number; readonly stop?: AbortSignal } = {},
): Promise<void> => {
  const signals = stop ? "left to the caller" : "end browsers";
  let world = new World(signals);
  let round: Round | undefined;
  let beginnings = 0;
  try {
    for (const [index, kind] of kinds.entries()) {
      if (stop?.aborted) return;
      const before = world.uncaught().length;
      try {
        if (!round) {
          beginnings += 1;
          round = await unlessStopped(scenario.start(world, pair), stop);
          beginnings = 0;
        }
        const values = await unlessStopped(round(done + index, kind), stop);
        const uncaught = world.uncaught().slice(before);
        if (uncaught.length > 0) throw new Error(uncaught.join(" "));
        tell({ kind, values });
      } catch (error) {
        if (stop?.aborted) return;
        tell({ kind, failure: `${sentence(error)}\n${await world.describe()}` });
        await world[Symbol.asyncDispose]();
        world = new World(signals);
        round = undefined;
        if (beginnings === BEGINNINGS) throw new Error(`${scenario.id} can not even begin.`);
      }
    }
  } finally {
    await world[Symbol.asyncDispose]();
  }
};
