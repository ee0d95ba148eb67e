import type { Family } from "./addresses.ts";

/**
 * How a gateway translates IPv4 addresses (RFC 4787). Both let in only what answers: address and port dependent filtering.
 * `port-restricted` keeps one outer port for all destinations, so two of them reach each other by hole punching;
 * `symmetric` takes another random one for each destination, so they do not.
 */
export type Nat = "port-restricted" | "symmetric";

/** What a gateway does not let out: UDP at all, or everything but TCP to one port. */
export type Firewall = { readonly kind: "no-udp" } | { readonly kind: "only-tcp"; readonly port: number };

/** Devices of a gateway: towards the internet, and towards its host. */
export const OUTSIDE = "wan";
export const INSIDE = "lan";

/**
 * What comes from outside unasked is dropped, as by every home router (RFC 6092). On the way in to the gateway itself this is
 * more: a stray packet would be remembered as a connection, take its port, and the host's own would get another one.
 */
const UNASKED = `-i ${OUTSIDE} -m conntrack --ctstate NEW,INVALID -j DROP`;

const barriers = (firewall: Firewall | undefined): readonly string[] => {
  if (!firewall) return [];
  if (firewall.kind === "no-udp") return ["-A FORWARD -p udp -j DROP"];
  return [
    `-A FORWARD -i ${INSIDE} -p tcp --dport ${firewall.port} -j ACCEPT`,
    `-A FORWARD -i ${INSIDE} -j DROP`,
  ];
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
  const filter = ["*filter", `-A INPUT ${UNASKED}`, `-A FORWARD ${UNASKED}`, ...barriers(firewall), "COMMIT"];
  if (family === "ipv6" || !nat) return `${filter.join("\n")}\n`;
  return `${[...filter, "*nat", translation[nat], "COMMIT"].join("\n")}\n`;
};
