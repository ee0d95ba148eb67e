import { parseArgs } from "node:util";
import type { Connection } from "../access.ts";
import type { Firewall, Nat } from "../rules.ts";
import { UsageError } from "./usage.ts";

const NATS: readonly Nat[] = ["full-cone", "port-restricted", "symmetric"];

const natOf = (text: string): Nat => {
  const nat = NATS.find((kind) => kind === text);
  if (!nat) throw new UsageError(`"${text}" is no NAT: ${NATS.join(", ")}.`);
  return nat;
};

/** @throws UsageError */
export const firewallOf = (text: string): Firewall => {
  if (text === "no-udp") return { kind: "no-udp" };
  const [, kind, digits] = /^(only-tcp|only-tls):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if ((kind !== "only-tcp" && kind !== "only-tls") || port < 1 || port > 65_535)
    throw new UsageError(`"${text}" is no firewall: no-udp, only-tcp:443, only-tls:443.`);
  return { kind, port };
};

const OPTIONS = {
  nat: { type: "string" },
  firewall: { type: "string" },
  ipv4: { type: "boolean" },
  ipv6: { type: "boolean" },
  "no-line": { type: "boolean" },
} as const;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    // The first sentence says what is wrong, the others how programs are written.
    const [sentence = ""] = error instanceof Error ? error.message.split(/[.\n]/) : [];
    throw new UsageError(`${sentence}.`);
  }
};

/** A host, and how it is to be connected; `undefined` when nothing is said about that. */
export interface ConnectionWords {
  readonly host: string | undefined;
  readonly connection: Connection | undefined;
}

/** Reads `HOST --nat symmetric ...`. @throws UsageError */
export const readConnection = (args: readonly string[]): ConnectionWords => {
  const { values, positionals } = parse(args);
  const [host, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`"${others.join(" ")}" is too much.`);
  const said = Object.keys(values).length > 0;
  if (!said) return { host, connection: undefined };
  const one = values.ipv4 === values.ipv6 ? undefined : values.ipv4 ? "ipv4" : "ipv6";
  const connection: Connection = {
    ...(one && { families: [one] }),
    ...(values.nat !== undefined && { nat: natOf(values.nat) }),
    ...(values.firewall !== undefined && { firewall: firewallOf(values.firewall) }),
    ...(!values["no-line"] && { line: {} }),
  };
  return { host, connection };
};
