import { describe, expect, test } from "vitest";
import { Loss } from "./loss.ts";
import type { Direction } from "./settings.ts";

/** How many of a million are lost, and in how many bursts. */
const lose = (loss: Direction["loss"], count = 1_000_000) => {
  const decider = new Loss(17);
  let lost = 0;
  let bursts = 0;
  let before = false;
  for (let n = 0; n < count; n++) {
    const is = decider.next(loss);
    lost += Number(is);
    bursts += Number(is && !before);
    before = is;
  }
  return { part: lost / count, mean: bursts === 0 ? 0 : lost / bursts };
};

describe("loss", () => {
  test.each([0, 0.01, 0.05, 0.3, 1])("uniform: this part is lost: %d", (loss) => {
    expect(Math.abs(lose(loss).part - loss)).toBeLessThan(0.002);
  });

  test("uniform: bursts are as long as chance makes them", () => {
    expect(lose(0.3).mean).toBeCloseTo(1 / 0.7, 1);
  });

  test.each([
    { ratio: 0.05, length: 8 },
    { ratio: 0.3, length: 3 },
    { ratio: 0.5, length: 1 },
    { ratio: 0.02, length: 20 },
  ])("bursts: $ratio of all is lost, $length at a time on average", ({ ratio, length }) => {
    const { part, mean } = lose({ kind: "burst", ratio, length });
    expect(Math.abs(part / ratio - 1)).toBeLessThan(0.07);
    expect(Math.abs(mean / length - 1)).toBeLessThan(0.05);
  });
});
