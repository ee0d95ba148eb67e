import { cpus, release } from "node:os";
import { bestOf, type Measurement } from "./measurement.ts";

/** What was measured where. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly software: string;
  readonly repetitions: number;
  readonly measurements: readonly Measurement[];
}

export function describeMachine(): { readonly machine: string; readonly software: string } {
  const all = cpus();
  return {
    machine: `${all.length} x ${all[0]?.model ?? "unknown"}, Linux ${release()}`,
    software: `Node ${process.versions.node}, coturn of Debian`,
  };
}

/** Markdown: a line a figure, a column a server, and our ratio to coturn and to the bare loop, of the best repetitions. */
export function toMarkdown(report: Report): string {
  const servers = [...new Set(report.measurements.map(({ server }) => server))];
  const names = [...new Set(report.measurements.map(({ name }) => name))];
  const header = [
    "median (min to max, repetitions)",
    ...servers,
    "best direct : coturn",
    "best thread : coturn",
    "best direct : bare",
  ];
  const rows = names.map((name) => {
    const of = (server: string) =>
      report.measurements.find((one) => one.name === name && one.server === server);
    const ratio = (one: string, other: string) => {
      const [ours, theirs] = [of(one), of(other)];
      if (ours === undefined || theirs === undefined) return "";
      const value = bestOf(ours) / bestOf(theirs);
      return Number.isFinite(value) ? value.toFixed(2) : "";
    };
    const cells = servers.map((server) => describe(of(server)));
    return [name, ...cells, ratio("direct", "coturn"), ratio("thread", "coturn"), ratio("direct", "bare")];
  });
  const table = [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const { date, machine, software, repetitions } = report;
  return `# TURN relay\n\n${date}. ${machine}. ${software}. ${repetitions} repetitions.\n\n${table.join("\n")}\n`;
}

function describe(measurement: Measurement | undefined): string {
  if (measurement === undefined) return "";
  const { unit, spread } = measurement;
  const [min, median, max] = [spread.min, spread.median, spread.max].map(digits);
  return `${median} ${unit} (${min} to ${max}, ${spread.count})`;
}

function digits(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
