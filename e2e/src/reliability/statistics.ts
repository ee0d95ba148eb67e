import type { Measure } from "./scenario.ts";

/** What a row of the table says of many values. */
export interface Summary {
  readonly median: number;
  readonly p95: number;
  readonly least: number;
  readonly most: number;
  readonly n: number;
}

/** Nearest rank: a value that was measured, never one between two. */
const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;

export const summarize = (values: readonly number[]): Summary => {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: rank(sorted, 0.5),
    p95: rank(sorted, 0.95),
    least: rank(sorted, 0),
    most: rank(sorted, 1),
    n: sorted.length,
  };
};

/** Whether values hold what was promised of them. */
export const holds = ({ p95, least, most }: Summary, target: NonNullable<Measure["target"]>): boolean =>
  p95 <= (target.p95 ?? Infinity) &&
  most <= (target.most ?? Infinity) &&
  least >= (target.least ?? -Infinity);
