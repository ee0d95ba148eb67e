import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Arrival,
  countIn,
  flowsAgain,
  knownArrivals,
  longestGap,
  shareOfGaps,
  shownPicture,
  statesIn,
  warnings,
} from "./timeline.ts";

/** A look every 50 ms from 0 to `end`, with arrivals but for `silent`. */
const looks = (end: number, ...silent: readonly (readonly [number, number])[]): Arrival[] =>
  Array.from({ length: end / 50 }, (_, index) => ({
    from: index * 50,
    to: (index + 1) * 50,
    count: 2,
  })).filter(({ from, to }) => !silent.some(([begin, stop]) => from >= begin && to <= stop));

/** Three looks, the second of them 750 ms late. */
const late = (count: number): readonly Arrival[] => [
  { from: 0, to: 50, count: 2 },
  { from: 50, to: 800, count },
  { from: 800, to: 850, count: 2 },
];

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

  test("a page that looks late makes no silence where as much came as should", () => {
    expect(longestGap(knownArrivals(late(37), "sound"), 0, 850)).toBe(50);
    expect(longestGap(knownArrivals(late(7), "picture"), 0, 850)).toBe(50);
  });

  test("a silence runs through a long look that found little", () => {
    expect(longestGap(knownArrivals(late(1), "sound"), 0, 850)).toBe(800);
    expect(longestGap(knownArrivals(late(3), "picture"), 0, 850)).toBe(800);
    expect(flowsAgain(knownArrivals([{ from: 0, to: 2000, count: 1 }], "sound"), 0, 2100)).toBe(2000);
  });

  test("however pages look, long looks count as a flow only where half of one came, and no silence gets shorter", () => {
    const packets = fc.array(fc.integer({ min: 0, max: 9999 }), { maxLength: 300 });
    const ends = fc.array(fc.integer({ min: 1, max: 9999 }), { maxLength: 200 });
    fc.assert(
      fc.property(packets, ends, (times, middles) => {
        const borders = [...new Set([0, ...middles, 10_000])].sort((a, b) => a - b);
        const arrivals = borders.slice(1).flatMap((to, index) => {
          const from = borders[index] ?? 0;
          const count = times.filter((at) => at >= from && at < to).length;
          return count > 0 ? [{ from, to, count }] : [];
        });
        const known = knownArrivals(arrivals, "sound");
        for (const [index, { from, to, count }] of known.entries()) {
          const whole = arrivals[index];
          if (!whole) throw new Error("An arrival is gone.");
          expect(to).toBe(whole.to);
          if (from === whole.from && to - from > 150) expect(count).toBeGreaterThanOrEqual((to - from) / 40);
          else if (from !== whole.from) expect(from).toBe(to);
        }
        expect(longestGap(known, 0, 10_000)).toBeGreaterThanOrEqual(longestGap(arrivals, 0, 10_000));
      }),
    );
  });

  test("a picture is not shown while its sender says that it is paused", () => {
    const picture = looks(10_000);
    const marks = [
      { name: "data-line-picture", value: "sent", at: 0 },
      { name: "data-line-picture", value: "paused", at: 2000 },
      { name: "data-line-here", value: "weak", at: 2500 },
      { name: "data-line-picture", value: "sent", at: 4050 },
    ];
    const shown = shownPicture({ picture, marks: [], sound: [], joins: [], refusals: [] }, { marks });
    expect(shown).toEqual(looks(10_000, [1950, 4000]));
  });

  test("what came in a window is counted", () => {
    expect(countIn(looks(10_000, [1000, 2000]), 500, 2500)).toBe(2 * 20);
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

  test("never, when it breaks off again before the end", () => {
    expect(flowsAgain(looks(8000, [1000, 4000]), 3000, 9000)).toBeUndefined();
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
  const timeline = { sound: [], picture: [], marks, joins: [], refusals: [] };
  expect(warnings(timeline, 0, 10).map(({ at }) => at)).toEqual([3, 4]);
  expect(statesIn(timeline, 2, 10)).toEqual(["reconnecting", "in-call"]);
});
