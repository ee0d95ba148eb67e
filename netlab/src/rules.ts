import type { Family } from "./addresses.ts";

/**
 * How a gateway translates the IPv4 addresses of its one host (RFC 4787).
 *
 * `full-cone` keeps one outer port for all destinations and lets in UDP from everyone to it: endpoint-independent mapping and
 * filtering. It is more open than a real one in that a port counts as mapped before the host sends from it, and for ever; TCP
 * is let in as by `port-restricted`, and with a firewall UDP is too.
 * `port-restricted` keeps that port too and lets in only what answers (address and port dependent filtering), so two of them
 * reach each other by hole punching.
 * `symmetric` takes another random port for each destination, so they do not.
 */
export type Nat = "full-cone" | "port-restricted" | "symmetric";

/**
 * What a gateway does not let out: UDP at all; everything but TCP to one port; or that too, and on this port everything that
 * does not begin as TLS does.
 */
export type Firewall =
  | { readonly kind: "no-udp" }
  | { readonly kind: "only-tcp" | "only-tls"; readonly port: number };

/** What stands between a host and the internet. */
export interface Gateway {
  /** IPv4 address of the host. */
  readonly inside: string;
  readonly nat?: Nat | undefined;
  readonly firewall?: Firewall | undefined;
}

/** Devices of a gateway: towards the internet, and towards its host. */
export const OUTSIDE = "wan";
export const INSIDE = "lan";

/**
 * What comes from outside unasked is dropped, as by every home router (RFC 6092). On the way in to the gateway itself this is
 * more: a stray packet would be remembered as a connection, take its port, and the host's own would get another one.
 */
const UNASKED = `-i ${OUTSIDE} -m conntrack --ctstate NEW,INVALID -j DROP`;

/** First byte of what a TCP packet carries, for the u32 match, which sees nothing where that is less than four bytes. */
const firstByte: Readonly<Record<Family, string>> = {
  ipv4: "0>>22&0x3C@12>>26&0x3C@0>>24",
  ipv6: "52>>26&0x3C@40>>24",
};

const TLS_HANDSHAKE = "0x16";

const inspection = (to: string, family: Family): readonly string[] => [
  `${to} -m u32 --u32 "${firstByte[family]}=${TLS_HANDSHAKE}" -j CONNMARK --set-mark 1`,
  `${to} -m connmark --mark 1 -j ACCEPT`,
  `${to} -m u32 --u32 "${firstByte[family]}=0:255" -j DROP`,
];

const barriers = (firewall: Firewall | undefined, family: Family): readonly string[] => {
  if (!firewall) return [];
  if (firewall.kind === "no-udp") return ["-A FORWARD -p udp -j DROP"];
  const out = `-A FORWARD -i ${INSIDE}`;
  const to = `${out} -p tcp --dport ${firewall.port}`;
  const inspected = firewall.kind === "only-tls" ? inspection(to, family) : [];
  return [...inspected, `${to} -j ACCEPT`, `${out} -j DROP`];
};

// Linux keeps the port unless that very pair of ends is taken, which is what makes it one port for all.
const ONE_PORT = `-A POSTROUTING -o ${OUTSIDE} -j MASQUERADE`;

const translations = (nat: Nat, inside: string): readonly string[] => {
  if (nat === "port-restricted") return [ONE_PORT];
  if (nat === "symmetric") return [`${ONE_PORT} --random-fully`];
  return [ONE_PORT, `-A PREROUTING -i ${OUTSIDE} -p udp -j DNAT --to-destination ${inside}`];
};

/** What comes in though nobody asked for it. */
const openings = ({ nat, firewall }: Gateway): readonly string[] =>
  nat === "full-cone" && !firewall
    ? [`-A FORWARD -i ${OUTSIDE} -p udp -m conntrack --ctstate DNAT -j ACCEPT`]
    : [];

const table = (name: string, rules: readonly string[]): string =>
  [`*${name}`, ...rules, "COMMIT", ""].join("\n");

/** What a gateway lets through, as `iptables-restore` reads it. */
export const filterRules = (family: Family, gateway: Gateway): string =>
  table("filter", [
    `-A INPUT ${UNASKED}`,
    ...(family === "ipv4" ? openings(gateway) : []),
    `-A FORWARD ${UNASKED}`,
    ...barriers(gateway.firewall, family),
  ]);

/** How a gateway translates, as `iptables-restore` reads it; nothing for what is not translated. */
export const natRules = (family: Family, { nat, inside }: Gateway): string =>
  family === "ipv6" || !nat ? "" : table("nat", translations(nat, inside));
