import { type Cell, commitsOf, findCell, type Results, repetitionsIn } from "./results.ts";
import type { Measure, Scenario } from "./scenario.ts";
import { holds, type Summary, summarize } from "./statistics.ts";

const BEGIN = "<!-- measured: begin; written by `npm run reliability`, not by hand -->";
const END = "<!-- measured: end -->";

const number = (value: number, { unit }: Measure): string => {
  if (unit === "ms") return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${Math.round(value)} ms`;
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return unit === "times" ? text : `${text} ${unit}`;
};

const promise = (measure: Measure): string => {
  const { p95, most, least } = measure.target ?? {};
  return [
    p95 === undefined ? "" : `p95 ≤ ${number(p95, measure)}`,
    most === undefined ? "" : most === 0 ? "none" : `≤ ${number(most, measure)}`,
    least === undefined ? "" : `≥ ${number(least, measure)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
};

/** Empty where nothing was promised. */
const verdict = (summary: Summary, measure: Measure, cell: Cell): string => {
  if (!measure.target) return "";
  const failed = cell.failures.length;
  if (failed > 0) return `**missed**: ${failed} failed`;
  return holds(summary, measure.target ?? {}) ? "met" : "**missed**";
};

const rowsOf = (results: Results, scenario: Scenario): readonly string[] =>
  scenario.kinds.flatMap((kind) =>
    Object.entries(scenario.measures).flatMap(([key, measure]) =>
      scenario.pairs.flatMap((pair) => {
        const cell = findCell(results, scenario, kind, pair);
        if (!cell) return [];
        const n = repetitionsIn(cell);
        const values = cell.values[key];
        const what = `${scenario.id} ${scenario.fault}${kind === "" ? "" : `, ${kind}`}`;
        const head = `| ${what} | ${measure.title} | ${promise(measure)} | ${pair} |`;
        if (values === undefined && !measure.target) return [];
        if (values === undefined) return [`${head} | | | ${n} | **missed**: all failed |`];
        const summary = summarize(values);
        const figures = [summary.median, summary.p95, summary.most].map((value) => number(value, measure));
        return [`${head} ${figures.join(" | ")} | ${n} | ${verdict(summary, measure, cell)} |`];
      }),
    ),
  );

const failuresOf = ({ cells }: Results): readonly string[] => {
  const failed = cells.filter(({ failures }) => failures.length > 0);
  if (failed.length === 0) return [];
  const lines = failed.flatMap(({ scenario, kind, pair, failures }) =>
    failures.map((reason) => `- ${scenario} ${kind} ${pair}: ${reason.replace(/[|<>]/g, " ")}`),
  );
  return ["", "Repetitions that failed, with what was waited for in vain:", "", ...lines];
};

/** The generated part: machine, table, failures. */
const measured = (results: Results, catalogue: readonly Scenario[]): string => {
  const { machine, cells } = results;
  const dates = [...new Set(cells.map(({ date }) => date))].sort();
  const commits = [...new Set(cells.flatMap(commitsOf))];
  return [
    BEGIN,
    "",
    `${dates.join(", ")}, commit ${commits.join(", ")}. ${machine.processors}, ${machine.system}. ${machine.chromium}, ${machine.firefox}, Node ${machine.node}.`,
    "Both browsers and the server share that one machine. Browser pair: host-guest.",
    "",
    "| fault | measured | promise | browsers | median | p95 | max | N | |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...catalogue.flatMap((scenario) => rowsOf(results, scenario)),
    ...failuresOf(results),
    "",
    END,
  ].join("\n");
};

/** The page with its generated part replaced, and everything else as it was. */
export const withTable = (page: string, results: Results, catalogue: readonly Scenario[]): string => {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) return `${page.trimEnd()}\n\n${measured(results, catalogue)}\n`;
  return page.slice(0, begin) + measured(results, catalogue) + page.slice(end + END.length);
};
