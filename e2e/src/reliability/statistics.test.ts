import { expect, test } from "vitest";
import { holds, summarize } from "./statistics.ts";

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

test("figures are values that were measured", () => {
  expect(summarize(upTo(100).reverse())).toEqual({ median: 50, p95: 95, least: 1, most: 100, n: 100 });
  expect(summarize([7])).toEqual({ median: 7, p95: 7, least: 7, most: 7, n: 1 });
  expect(summarize([3, 1])).toMatchObject({ median: 1, p95: 3 });
});

test("a promise is held by all values it is about", () => {
  expect(holds(summarize(upTo(100)), { p95: 95, most: 100 })).toBe(true);
  expect(holds(summarize(upTo(100)), { p95: 94 })).toBe(false);
  expect(holds(summarize(upTo(100)), { most: 99 })).toBe(false);
  expect(holds(summarize(upTo(100)), { least: 2 })).toBe(false);
});
