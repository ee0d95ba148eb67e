import type { Host } from "../host.ts";
import type { LineCounts } from "../line/counts.ts";
import type { Line } from "../line/line.ts";
import { type Direction, PERFECT } from "../line/settings.ts";
import type { Firewall, Nat } from "../rules.ts";

const number = (value: number): string => String(Number(value.toPrecision(6)));

const percent = (value: number): string => `${number(value * 100)}%`;

const rate = (value: number): string => {
  if (value === Number.POSITIVE_INFINITY) return "unlimited";
  if (value >= 1e6) return `${number(value / 1e6)}mbit/s`;
  return value >= 1e3 ? `${number(value / 1e3)}kbit/s` : `${number(value)}bit/s`;
};

const loss = (value: Direction["loss"]): string =>
  typeof value === "number" ? percent(value) : `${percent(value.ratio)} burst ${number(value.length)}`;

const direction = (set: Direction): string => {
  const all = {
    rate: rate(set.rate),
    queue: `${number(set.queue)}ms`,
    delay: `${number(set.delay)}ms`,
    jitter: `${number(set.jitter)}ms`,
    loss: loss(set.loss),
    reorder: percent(set.reorder),
    duplicate: percent(set.duplicate),
  };
  const keys = ["rate", "queue", "delay", "jitter", "loss", "reorder", "duplicate"] as const;
  return keys
    .filter((key) => set[key] !== PERFECT[key])
    .map((key) => `${key} ${all[key]}`)
    .join(", ");
};

/** A line as the commands would set it. */
export const describeLine = (line: Line | undefined): string => {
  if (!line) return "none";
  const up = direction(line.settings.up);
  const down = direction(line.settings.down);
  const set = up === down ? [up] : [up && `up: ${up}`, down && `down: ${down}`];
  const words = [line.state === "whole" ? "" : line.state, ...set].filter(Boolean);
  return words.length === 0 ? "perfect" : words.join("; ");
};

export const describeGateway = (nat: Nat | undefined, firewall: Firewall | undefined): string => {
  const wall = firewall && (firewall.kind === "no-udp" ? "no-udp" : `${firewall.kind}:${firewall.port}`);
  return [nat, wall].filter(Boolean).join(", ") || "none";
};

const join = (addresses: Host["addresses"]): string => Object.values(addresses).join(" ") || "none";

export interface Row {
  readonly host: Host;
  readonly nat: Nat | undefined;
  readonly firewall: Firewall | undefined;
}

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => (row[n] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** The table of all hosts. */
export const describeHosts = (rows: readonly Row[]): string =>
  columns([
    ["HOST", "ADDRESSES", "SEEN AS", "GATEWAY", "LINE"],
    ...rows.map(({ host, nat, firewall }) => [
      host.name,
      join(host.addresses),
      join(host.seenAs),
      describeGateway(nat, firewall),
      describeLine(host.line),
    ]),
  ]);

export const describeCounts = ({ up, down }: LineCounts): string => {
  const keys = [
    ["came in", "packets"],
    ["bytes", "bytes"],
    ["went out", "delivered"],
    ["bytes", "deliveredBytes"],
    ["lost", "lost"],
    ["dropped: queue full", "dropped"],
    ["vanished: cut", "cut"],
    ["duplicated", "duplicated"],
    ["overtaken", "reordered"],
    ["too fast for netlab", "overrun"],
  ] as const;
  return columns([
    ["", "UP", "DOWN"],
    ...keys.map(([name, key]) => [name, String(up[key]), String(down[key])]),
  ]);
};
