import table from "@matrix-org/spec/sas-emoji.json" with { type: "json" };
import { expect, test } from "vitest";
import { CHECK_CODE_EMOJI } from "./emoji.ts";

test("CODE-2: the table is the one of the Matrix specification, in its order", () => {
  expect(CHECK_CODE_EMOJI).toEqual(table.toSorted((a, b) => a.number - b.number).map(({ emoji }) => emoji));
  expect(new Set(CHECK_CODE_EMOJI).size).toBe(64);
});
