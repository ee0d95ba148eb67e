import { expect, test } from "vitest";
import { runVectors, VECTOR_NAMES } from "../vectors/run.ts";

const outcomes = await runVectors();

test("all 38 values are there", () => {
  expect(VECTOR_NAMES).toHaveLength(38);
  expect(outcomes.map(({ name }) => name)).toEqual(VECTOR_NAMES);
});

test.each(VECTOR_NAMES)("reference value %s holds in Chromium", (name) => {
  const outcome = outcomes.find((candidate) => candidate.name === name);
  expect(outcome?.actual).toBe(outcome?.expected);
  expect(outcome?.ok).toBe(true);
});
