import { describe, expect, test } from "vitest";
import { CATALOGUE } from "./catalogue.ts";
import { type Outcome, play } from "./play.ts";
import type { Measure, Scenario, Values } from "./scenario.ts";

/** A whole set-up and a fault or two, on a machine that may be busy, ms. */
const LIMIT = 150_000;

/** Values that say it did not heal by itself: far beyond the promises, which a busy machine can not be held to. */
const insane = (values: Values, measures: Readonly<Record<string, Measure>>): readonly string[] =>
  Object.entries(values)
    .filter(([key, value]) => {
      const { least = -Infinity, most = Infinity } = measures[key]?.sane ?? {};
      return !(value >= least && value <= most);
    })
    .map(([key, value]) => `${measures[key]?.title ?? key}: ${value}`);

/** What went wrong in one short run of a scenario. */
const faults = async (scenario: Scenario): Promise<readonly string[]> => {
  const { pair, kinds = scenario.kinds, repetitions = 1 } = scenario.short;
  const outcomes: Outcome[] = [];
  const rounds = Array.from({ length: repetitions }, () => kinds).flat();
  await play(scenario, pair, rounds, (outcome) => outcomes.push(outcome));
  return outcomes.flatMap((outcome) =>
    "failure" in outcome
      ? [`${outcome.kind}: ${outcome.failure}`]
      : insane(outcome.values, scenario.measures).map((fault) => `${outcome.kind}: ${fault}`),
  );
};

describe.each(CATALOGUE)("$id: $fault", (scenario) => {
  test(`${scenario.short.pair}, ${scenario.short.kinds?.join("; ") ?? "all of it"}`, {
    timeout: LIMIT,
  }, async () => {
    expect(await faults(scenario)).toEqual([]);
  });
});

test("every scenario is there once, and its short version is of one of its pairs", () => {
  for (const { id, short, pairs } of CATALOGUE) expect(pairs, id).toContain(short.pair);
  expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
});
