import { type Family, parseIp } from "../stun/ip-address.ts";
import { TurnClientError } from "./errors.ts";

/** How the bytes travel between client and server. */
export type ClientTransport = "udp" | "tcp" | "tls";

/** A `stun:`, `stuns:`, `turn:` or `turns:` URL, taken apart. */
export interface ServerUrl {
  readonly scheme: "stun" | "stuns" | "turn" | "turns";
  /** A name, or an address without brackets. */
  readonly host: string;
  /** Of the address when the host is one. */
  readonly family: Family | undefined;
  /** 1 to 65535. */
  readonly port: number;
  readonly transport: ClientTransport;
}

/** RFC 7064 section 3.1 and RFC 7065 section 3.1: no `//`, no path, no user. A longer one is no host name. */
const FORM =
  /^(stuns?|turns?):(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._~-]{1,253}))(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i;

/**
 * Reads a server URL as in RFC 7064 and RFC 7065. Ports default to 3478, with TLS 5349; the transport to UDP, with TLS to TCP.
 *
 * @throws TurnClientError url-invalid, also for `transport=` on stun URLs and for `turns:` over UDP (DTLS), which no browser speaks
 */
export function parseServerUrl(text: string): ServerUrl {
  const [, name = "", ipv6, plain, digits, query] = FORM.exec(text) ?? [];
  const scheme = schemeOf(name);
  const host = ipv6 ?? plain;
  if (scheme === undefined || host === undefined) throw new TurnClientError("url-invalid");
  const isTls = scheme === "stuns" || scheme === "turns";
  const port = digits === undefined ? (isTls ? 5349 : 3478) : Number(digits);
  if (port < 1 || port > 65_535) throw new TurnClientError("url-invalid");
  const family = familyOf(host, ipv6 !== undefined);
  return { scheme, host, family, port, transport: transportOf(scheme, query?.toLowerCase()) };
}

function schemeOf(name: string): ServerUrl["scheme"] | undefined {
  const lower = name.toLowerCase();
  return (["stun", "stuns", "turn", "turns"] as const).find((scheme) => scheme === lower);
}

function familyOf(host: string, isBracketed: boolean): Family | undefined {
  const family = parseIp(host)?.family;
  // Digits and dots alone are an IPv4 address or a mistake, never a name.
  const isMistake = isBracketed ? family !== 6 : family === undefined && /^[\d.]+$/.test(host);
  if (isMistake) throw new TurnClientError("url-invalid");
  return family;
}

function transportOf(scheme: ServerUrl["scheme"], query: string | undefined): ClientTransport {
  if (query === undefined) return scheme.endsWith("s") ? "tls" : "udp";
  if (scheme === "turns" && query === "tcp") return "tls";
  if (scheme === "turn") return query === "tcp" ? "tcp" : "udp";
  throw new TurnClientError("url-invalid");
}
