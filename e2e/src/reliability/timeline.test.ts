import { describe, expect, test } from "vitest";
import { type Arrival, flowsAgain, longestGap, shareOfGaps, statesIn, warnings } from "./timeline.ts";

/** A look every 50 ms from 0 to `end`, with arrivals but for `silent`. */
const looks = (end: number, ...silent: readonly (readonly [number, number])[]): Arrival[] =>
  Array.from({ length: end / 50 }, (_, index) => ({ from: index * 50, to: (index + 1) * 50 })).filter(
    ({ from, to }) => !silent.some(([begin, stop]) => from >= begin && to <= stop),
  );

describe("gaps", () => {
  test("a steady flow has none longer than a look", () => {
    expect(longestGap(looks(5000), 1000, 4000)).toBe(50);
  });

  test("the longest silence counts, at the edges of the window too", () => {
    const arrivals = looks(5000, [1000, 1400], [2000, 2900]);
    expect(longestGap(arrivals, 0, 5000)).toBe(950);
    expect(longestGap(arrivals, 2500, 5000)).toBe(450);
    expect(longestGap(arrivals, 0, 2500)).toBe(550);
    expect(longestGap([], 0, 1000)).toBe(1050);
  });

  test("a page that looks late does not make a silence", () => {
    expect(
      longestGap(
        [
          { from: 0, to: 50 },
          { from: 50, to: 800 },
          { from: 800, to: 850 },
        ],
        0,
        850,
      ),
    ).toBe(50);
  });

  test("the share of long silences", () => {
    expect(shareOfGaps(looks(10_000, [1000, 2000], [3000, 3100]), 0, 10_000, 500)).toBeCloseTo(0.1);
  });
});

describe("flowing again", () => {
  test("is the first arrival where nothing breaks off again", () => {
    expect(flowsAgain(looks(9000, [1000, 4000]), 3000, 9000)).toBe(4050);
  });

  test("a stray packet is not it", () => {
    const arrivals = looks(9000, [1000, 3500], [3550, 6000]);
    expect(flowsAgain(arrivals, 3000, 9000)).toBe(6050);
  });

  test("never, when nothing comes", () => {
    expect(flowsAgain(looks(1000), 3000, 9000)).toBeUndefined();
  });
});

test("warnings and states are told apart from good news", () => {
  const marks = [
    { name: "data-call-state", value: "in-call", at: 1 },
    { name: "data-line-here", value: "good", at: 2 },
    { name: "data-line-here", value: "silent", at: 3 },
    { name: "data-call-state", value: "reconnecting", at: 4 },
    { name: "data-line-here", value: "", at: 5 },
    { name: "data-call-state", value: "in-call", at: 6 },
  ];
  const timeline = { sound: [], picture: [], marks, joins: [] };
  expect(warnings(timeline, 0, 10).map(({ at }) => at)).toEqual([3, 4]);
  expect(statesIn(timeline, 2, 10)).toEqual(["reconnecting", "in-call"]);
});
