/**
 * SPEC HS-9: when automatic handshakes were answered at one link, ms since the epoch, in the order they were noted;
 * one that broke off stands twice. Made to be stored as it is.
 */
export type Attempts = readonly number[];

const DAY = 86_400_000;

/** At most `count` attempts within `span` ms. */
const CAPS = [
  { count: 6, span: 60_000 },
  { count: 30, span: 3_600_000 },
  { count: 200, span: DAY },
] as const;

/** Whether a KNOCK may be answered without asking the person, or when (ms since the epoch) the next one may. */
export type MayAnswer = { readonly allowed: true } | { readonly allowed: false; readonly retryAt: number };

/** Decides before a HELLO goes out. */
export const mayAnswer = (attempts: Attempts, now: number): MayAnswer => {
  const times = attempts.toSorted((a, b) => a - b);
  let retryAt = now;
  for (const { count, span } of CAPS) {
    // The attempt whose ageing makes room: the one `count` from the end.
    const blocking = times.at(-count);
    if (times.length >= count && blocking !== undefined) retryAt = Math.max(retryAt, blocking + span);
  }
  return retryAt > now ? { allowed: false, retryAt } : { allowed: true };
};

/** Notes that a HELLO goes out now; forgets what is older than a day. Store the result before sending. */
export const noteAnswer = (attempts: Attempts, now: number): Attempts => [
  ...attempts.filter((time) => time > now - DAY),
  now,
];

/** Notes that the HELLO of `answeredAt` was not followed by a valid REVEAL within 10 s: it counts double. */
export const noteBroken = (attempts: Attempts, answeredAt: number): Attempts => [...attempts, answeredAt];
