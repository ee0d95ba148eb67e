import type { Finding } from "./finding.ts";

/** One line of the report. */
export interface Row {
  readonly place: string;
  /** Empty when there is none. */
  readonly region: string;
  readonly finding: Finding;
}

/** Aligned columns: verdict, place, region when any has one, sentence. */
export const rowText = (rows: readonly Row[]): string[] => {
  const width = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
  const verdicts = width(rows.map(({ finding }) => finding.verdict));
  const places = width(rows.map(({ place }) => place));
  const regions = width(rows.map(({ region }) => region));
  return rows.map(({ place, region, finding: { verdict, sentence } }) =>
    [
      verdict.padEnd(verdicts),
      place.padEnd(places),
      ...(regions > 0 ? [region.padEnd(regions)] : []),
      sentence,
    ].join("  "),
  );
};

/** The last line. */
export const summary = (rows: readonly Row[]): string => {
  if (rows.length === 0) return "There is nothing to check: turn is off, and turnExternal names no server.";
  const count = (verdict: Finding["verdict"]) =>
    rows.filter(({ finding }) => finding.verdict === verdict).length;
  const [wrong, unchecked] = [count("wrong"), count("unchecked")];
  const parts = [
    `${count("ok")} of ${rows.length} ${rows.length === 1 ? "way works" : "ways work"}`,
    ...(wrong > 0 ? [`${wrong} ${wrong === 1 ? "is" : "are"} wrong`] : []),
    ...(unchecked > 0 ? [`${unchecked} could not be checked`] : []),
  ];
  return `${parts.join(", ")}.`;
};
