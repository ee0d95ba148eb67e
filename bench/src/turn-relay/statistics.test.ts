import { expect, test } from "vitest";
import { percentile, spread } from "./statistics.ts";

test("the spread of an odd and an even number of values", () => {
  expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3, count: 3 });
  expect(spread([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4, count: 4 });
});

test("percentiles", () => {
  const values = Array.from({ length: 100 }, (_, index) => 99 - index);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
});
