import { readFile, writeFile } from "node:fs/promises";
import type { Outcome } from "./play.ts";
import type { Pair, Scenario } from "./scenario.ts";

/** All repetitions of one variant of a scenario with one pair of browsers. */
export interface Cell {
  readonly scenario: string;
  readonly kind: string;
  readonly pair: Pair;
  /** Day of the latest repetition, and the commit that was measured; all of them, as "abc1234, def5678", where a run went on. */
  date: string;
  commit: string;
  /** By measure, in the order they were measured. */
  readonly values: Record<string, number[]>;
  /** Why each repetition that failed did. */
  readonly failures: string[];
}

export interface Machine {
  readonly processors: string;
  readonly system: string;
  readonly chromium: string;
  readonly firefox: string;
  readonly node: string;
}

/** docs/reliability.json: everything measured, of which docs/reliability.md is the readable form. */
export interface Results {
  machine: Machine;
  readonly cells: Cell[];
}

export const readResults = async (file: string, machine: Machine): Promise<Results> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { machine, cells: [] };
  // Only this program writes the file.
  return { ...(JSON.parse(text) as Results), machine };
};

export const writeResults = async (file: string, { machine, cells }: Results): Promise<void> => {
  // A line a cell, so that a new measurement is a readable difference.
  const lines = cells.map((cell) => `    ${JSON.stringify(cell)}`);
  await writeFile(
    file,
    `{\n  "machine": ${JSON.stringify(machine)},\n  "cells": [\n${lines.join(",\n")}\n  ]\n}\n`,
  );
};

export const commitsOf = ({ commit }: Cell): readonly string[] => commit.split(", ");

/** Repetitions in a cell, failed ones too. */
export const repetitionsIn = (cell: Cell | undefined): number => {
  if (!cell) return 0;
  return Math.max(0, ...Object.values(cell.values).map((values) => values.length)) + cell.failures.length;
};

export const findCell = (results: Results, { id }: Scenario, kind: string, pair: Pair): Cell | undefined =>
  results.cells.find((cell) => cell.scenario === id && cell.kind === kind && cell.pair === pair);

/** Removes what was measured before, so that a table never mixes two programs. */
export const dropCell = (results: Results, scenario: Scenario, kind: string, pair: Pair): void => {
  const cell = findCell(results, scenario, kind, pair);
  if (cell) results.cells.splice(results.cells.indexOf(cell), 1);
};

/** Longest reason that is kept; the rest is in the raw file. */
const REASON = 200;

export const addOutcome = (
  results: Results,
  scenario: Scenario,
  pair: Pair,
  outcome: Outcome,
  { date, commit }: { readonly date: string; readonly commit: string },
): void => {
  let cell = findCell(results, scenario, outcome.kind, pair);
  if (!cell) {
    cell = { scenario: scenario.id, kind: outcome.kind, pair, date, commit, values: {}, failures: [] };
    results.cells.push(cell);
  }
  cell.date = date;
  cell.commit = [...new Set([...commitsOf(cell), commit])].join(", ");
  if ("failure" in outcome) {
    cell.failures.push(outcome.failure.split("\n")[0]?.slice(0, REASON) ?? "");
    return;
  }
  for (const [measure, value] of Object.entries(outcome.values)) {
    cell.values[measure] = [...(cell.values[measure] ?? []), Math.round(value * 100) / 100];
  }
};
