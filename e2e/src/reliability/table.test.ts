import { expect, test } from "vitest";
import { addOutcome, dropCell, findCell, type Results, repetitionsIn } from "./results.ts";
import type { Scenario } from "./scenario.ts";
import { withTable } from "./table.ts";

const scenario: Scenario = {
  id: "R-99",
  fault: "plug pulled",
  kinds: ["twice"],
  pairs: ["chromium-firefox"],
  repetitions: 2,
  short: { pair: "chromium-firefox" },
  measures: {
    back: { title: "plugged in → back", unit: "ms", target: { p95: 2000 } },
    other: { title: "not promised", unit: "ms" },
  },
  start: () => Promise.reject(new Error("Nothing is played here.")),
};

const about = { date: "2026-01-02", commit: "abc1234" };

const empty = (): Results => ({
  machine: { processors: "2 x P", system: "Linux", chromium: "Chromium 1", firefox: "Firefox 2", node: "20" },
  cells: [],
});

const add = (results: Results, back: number): void =>
  addOutcome(results, scenario, "chromium-firefox", { kind: "twice", values: { back, other: 1 } }, about);

test("the table is written anew, what stands around it stays", () => {
  const results = empty();
  add(results, 1500);
  add(results, 1900);
  const first = withTable("# Title\n\nBy hand.\n", results, [scenario]);
  const page = `${first}\nBy hand too.\n`;
  expect(page).toContain(
    "| R-99 plug pulled, twice | plugged in → back | p95 ≤ 2.00 s | chromium-firefox | 1.50 s | 1.90 s | 1.90 s | 2 | met |",
  );
  expect(page).toContain(
    "| R-99 plug pulled, twice | not promised |  | chromium-firefox | 1 ms | 1 ms | 1 ms | 2 |  |",
  );
  add(results, 2100);
  const next = withTable(page, results, [scenario]);
  expect(next).toContain("| 1.90 s | 2.10 s | 2.10 s | 3 | **missed** |");
  expect(next).not.toContain("| 1.50 s |");
  expect(next).toMatch(/^# Title\n\nBy hand\.\n/);
  expect(next).toMatch(/\nBy hand too\.\n$/);
});

test("a repetition that failed is counted and said, whatever the others were", () => {
  const results = empty();
  add(results, 100);
  const failure = "Sound or picture did not come back.\nAda saw this and that";
  addOutcome(results, scenario, "chromium-firefox", { kind: "twice", failure }, about);
  expect(repetitionsIn(findCell(results, scenario, "twice", "chromium-firefox"))).toBe(2);
  const page = withTable("", results, [scenario]);
  expect(page).toContain("| 2 | **missed**: 1 failed |");
  expect(page).toContain("- R-99 twice chromium-firefox: Sound or picture did not come back.");
  addOutcome(
    results,
    scenario,
    "chromium-firefox",
    { kind: "twice", failure },
    { ...about, commit: "def5678" },
  );
  add(results, 100);
  expect(findCell(results, scenario, "twice", "chromium-firefox")?.commit).toBe("abc1234, def5678");
  expect(withTable("", results, [scenario])).toContain("commit abc1234, def5678.");
  dropCell(results, scenario, "twice", "chromium-firefox");
  expect(results.cells).toEqual([]);
});
