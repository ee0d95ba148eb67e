import type { Family } from "./addresses.ts";

/**
 * How a gateway translates IPv4 addresses (RFC 4787). Both let in only what answers: address and port dependent filtering.
 * `port-restricted` keeps one outer port for all destinations, so two of them reach each other by hole punching;
 * `symmetric` takes another random one for each destination, so they do not.
 */
export type Nat = "port-restricted" | "symmetric";

/**
 * What a gateway does not let out: UDP at all; everything but TCP to one port; or that too, and on this port everything that
 * does not begin as TLS does.
 */
export type Firewall =
  | { readonly kind: "no-udp" }
  | { readonly kind: "only-tcp" | "only-tls"; readonly port: number };

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

const translation: Readonly<Record<Nat, string>> = {
  // Linux keeps the port unless that very pair of ends is taken, which is what makes it one port for all.
  "port-restricted": `-A POSTROUTING -o ${OUTSIDE} -j MASQUERADE`,
  symmetric: `-A POSTROUTING -o ${OUTSIDE} -j MASQUERADE --random-fully`,
};

/** The rules of a gateway, as `iptables-restore` reads them. */
export const gatewayRules = (
  family: Family,
  { nat, firewall }: { readonly nat?: Nat | undefined; readonly firewall?: Firewall | undefined },
): string => {
  const filter = [
    "*filter",
    `-A INPUT ${UNASKED}`,
    `-A FORWARD ${UNASKED}`,
    ...barriers(firewall, family),
    "COMMIT",
  ];
  if (family === "ipv6" || !nat) return `${filter.join("\n")}\n`;
  return `${[...filter, "*nat", translation[nat], "COMMIT"].join("\n")}\n`;
};
