import { setInterval } from "node:timers/promises";

/** How often a condition in another process is looked at, ms. */
const LOOK = 50;

/**
 * Waits until `look` gives something other than `false` or `undefined`, and resolves with it.
 * @param limit ms after which it throws, with `what` and whatever `explain` can tell.
 */
export const until = async <T>(
  what: string,
  look: () => Promise<T | false | undefined> | T | false | undefined,
  { limit = 20_000, explain }: { limit?: number; explain?: () => Promise<string> | string } = {},
): Promise<T> => {
  const end = Date.now() + limit;
  const first = await look();
  if (first !== false && first !== undefined) return first;
  for await (const _ of setInterval(LOOK)) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    if (Date.now() > end) break;
  }
  throw new Error(`Not within ${limit / 1000} s: ${what}. ${(await explain?.()) ?? ""}`.trim());
};
