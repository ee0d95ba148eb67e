/**
 * Arguments for Node.js, before the program, that end the process with the one that started it, even when that was killed. Its stdin
 * has to be a pipe.
 */
export const LEASH: readonly string[] = [
  "--import",
  // The compiler leaves it where it is: beside the source.
  new URL("../../src/server/leash.mjs", import.meta.url).href,
];
