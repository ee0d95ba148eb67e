/**
 * Milliseconds since the server started, whole and never going back. Small integers for the first 24 days, so that the data
 * path allocates nothing for them.
 */
export type Clock = () => number;

export function startClock(): Clock {
  const start = performance.now();
  return () => Math.floor(performance.now() - start);
}
