import type { Pair, Round, Scenario, Values } from "./scenario.ts";
import { World } from "./world.ts";

/** What became of one repetition. */
export type Outcome =
  | { readonly kind: string; readonly values: Values }
  | { readonly kind: string; readonly failure: string };

/** Beginnings that may fail one after the other before a scenario is given up. */
const BEGINNINGS = 3;

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Plays repetitions of a scenario one after the other, in one set-up as long as they succeed. One that fails is told as
 * that, with what the screens showed, and never tried again; the next one begins from scratch.
 *
 * @param kinds the variant of each repetition, in order
 */
export const play = async (
  scenario: Scenario,
  pair: Pair,
  kinds: readonly string[],
  tell: (outcome: Outcome) => void,
): Promise<void> => {
  let world = new World();
  let round: Round | undefined;
  let beginnings = 0;
  try {
    for (const [index, kind] of kinds.entries()) {
      const before = world.uncaught().length;
      try {
        if (!round) {
          beginnings += 1;
          round = await scenario.start(world, pair);
          beginnings = 0;
        }
        const values = await round(index, kind);
        const uncaught = world.uncaught().slice(before);
        if (uncaught.length > 0) throw new Error(uncaught.join(" "));
        tell({ kind, values });
      } catch (error) {
        tell({ kind, failure: `${sentence(error)}\n${await world.describe()}` });
        await world[Symbol.asyncDispose]();
        world = new World();
        round = undefined;
        if (beginnings === BEGINNINGS) throw new Error(`${scenario.id} can not even begin.`);
      }
    }
  } finally {
    await world[Symbol.asyncDispose]();
  }
};
