import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { EMOJI } from "./emoji.ts";

test("CODE-2: the table is the one of the Matrix specification, in its order", () => {
  const table: readonly { number: number; emoji: string }[] = createRequire(import.meta.url)(
    "@matrix-org/spec/sas-emoji.json",
  );
  expect(EMOJI).toEqual(table.toSorted((a, b) => a.number - b.number).map(({ emoji }) => emoji));
  expect(new Set(EMOJI).size).toBe(64);
});
