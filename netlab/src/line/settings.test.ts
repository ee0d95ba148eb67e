import { describe, expect, test } from "vitest";
import { changed, lineOf, PERFECT } from "./settings.ts";

describe("settings of a line", () => {
  test("what is named at the top goes for both directions, what is named for one goes before it", () => {
    const line = lineOf({ delay: 40, rate: 1e6, up: { rate: 250_000 }, down: { loss: 0.1 } });
    expect(line).toEqual({
      up: { ...PERFECT, delay: 40, rate: 250_000 },
      down: { ...PERFECT, delay: 40, rate: 1e6, loss: 0.1 },
      seed: 1,
    });
  });

  test("what is not named stays", () => {
    const line = lineOf({ delay: 40, down: { loss: 0.1 }, seed: 7 });
    expect(changed(line, {})).toEqual(line);
    expect(changed(line, { up: { loss: { kind: "burst", ratio: 0.5, length: 3 } } })).toEqual({
      ...line,
      up: { ...line.up, loss: { kind: "burst", ratio: 0.5, length: 3 } },
    });
  });

  test("what a line gives as its state makes another one like it", () => {
    const line = lineOf({ delay: 40, down: { loss: 0.1 }, seed: 7 });
    expect(lineOf(line)).toEqual(line);
  });

  const wrong: readonly unknown[] = [
    { delay: -1 },
    { delay: Number.NaN },
    { delay: 60_001 },
    { delay: "40" },
    { up: { jitter: Number.POSITIVE_INFINITY } },
    { loss: 1.1 },
    { loss: { kind: "burst", ratio: 0.9, length: 2 } },
    { loss: { kind: "burst", ratio: 0.5, length: 0.5 } },
    { loss: { kind: "uniform" } },
    { loss: null },
    { reorder: -0.1 },
    { duplicate: 2 },
    { rate: 0 },
    { down: { rate: Number.NaN } },
    { queue: -1 },
    { seed: 1.5 },
    { seed: 2 ** 32 },
    { speed: 3 },
  ];
  test.each(wrong)("refused: %o", (settings) => {
    // What comes from JavaScript can be anything.
    expect(() => lineOf(settings as object)).toThrow(expect.objectContaining({ code: "line-invalid" }));
  });
});
