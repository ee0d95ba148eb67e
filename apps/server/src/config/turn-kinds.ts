import { isIP, isIPv6 } from "node:net";
import * as v from "valibot";
import { type Kind, list } from "./kinds.ts";

/** Ports of the relay sockets, both inclusive. */
export interface PortRange {
  readonly firstPort: number;
  readonly lastPort: number;
}

/** TURN servers beside the own one that share a secret with this server (TURN REST credentials, as coturn's use-auth-secret). */
export interface ExternalTurn {
  /** RFC 7064 and RFC 7065. */
  readonly urls: readonly string[];
  /** The first one issues; the others are there while it is being replaced. */
  readonly secrets: readonly string[];
  /** Where it stands, for the person who reads `onecall doctor turn`. */
  readonly region?: string | undefined;
}

const ICE_URL =
  /^(?:stuns?|turns?):(?:\[(?<ipv6>[0-9a-fA-F:.]+)\]|[\w.-]{1,253})(?::(?<port>\d{1,5}))?(?<transport>\?transport=(?:udp|tcp))?$/;

/** RFC 7064 and RFC 7065: only TURN has a transport. */
const isIceUrl = (text: string): boolean => {
  const { groups } = ICE_URL.exec(text) ?? {};
  if (!groups) return false;
  const { ipv6, port = "1", transport } = groups;
  if (ipv6 !== undefined && !isIPv6(ipv6)) return false;
  if (text.startsWith("stun") && transport !== undefined) return false;
  return Number(port) >= 1 && Number(port) <= 65_535;
};

/** No zone: nobody else knows the networks of this machine by name. */
const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes("%");

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

/** A port, or `none`. */
export const portOrNone: Kind<number | "none"> = {
  schema: v.union([
    v.literal("none"),
    port,
    v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), port),
  ]),
  expects: "a port from 1 to 65535, or none",
  hint: "port",
};

/** Addresses, or where to ask for them. */
export const publicAddresses: Kind<string[]> = {
  schema: v.pipe(
    list(
      v.pipe(
        v.string(),
        v.check((text) => isAddress(text) || (text.startsWith("stun:") && isIceUrl(text))),
      ),
    ),
    v.check((all) => new Set(all.map((text) => isIP(text))).size === all.length),
    v.check((all) => all.length < 2 || all.every((text) => isIP(text) !== 0)),
  ),
  expects: "an IPv4 address, an IPv6 address, both separated by a comma, or stun:host:port to ask there",
  hint: "address",
};

const iceUrl = v.pipe(v.string(), v.maxLength(300), v.check(isIceUrl));

export const iceUrls: Kind<string[]> = {
  schema: v.pipe(list(iceUrl), v.maxLength(8)),
  expects: "up to 8 addresses like turn:turn.example.org:3478?transport=udp, separated by commas",
  hint: "list",
};

const secret = v.pipe(v.string(), v.minLength(16), v.maxLength(256), v.regex(/^[\x21-\x2b\x2d-\x7e]+$/));

export const secrets: Kind<string[]> = {
  schema: list(secret),
  expects: "secrets of 16 to 256 characters without spaces, separated by commas",
  hint: "list",
  isSecret: true,
};

const RANGE = /^(?<first>\d{1,5})-(?<last>\d{1,5})$/;

export const portRange: Kind<PortRange> = {
  schema: v.pipe(
    v.string(),
    v.regex(RANGE),
    v.transform((text) => {
      const { first, last } = RANGE.exec(text)?.groups ?? {};
      return { firstPort: Number(first), lastPort: Number(last) };
    }),
    v.check(({ firstPort, lastPort }) => firstPort >= 1_024 && firstPort <= lastPort && lastPort <= 65_535),
  ),
  expects: "a range of ports from 1024 to 65535 like 50000-59999",
  hint: "range",
};

const external = v.strictObject({
  urls: v.pipe(v.array(iceUrl), v.minLength(1), v.maxLength(8)),
  secrets: v.pipe(v.array(secret), v.minLength(1), v.maxLength(4)),
  region: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/))),
});

const parsed = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return JSON.parse(dataset.value) as unknown;
    } catch {
      addIssue({ message: "not JSON" });
      return NEVER;
    }
  }),
);

export const externalTurn: Kind<ExternalTurn[]> = {
  schema: v.pipe(v.union([v.array(v.unknown()), parsed]), v.array(external), v.maxLength(14)),
  expects:
    'up to 14 servers as JSON, each with 1 to 8 urls and 1 to 4 secrets of 16 to 256 characters, like [{ "urls": ["turn:turn.example.org:3478"], "secrets": ["a-secret-both-know"] }]',
  hint: "json",
  isSecret: true,
};
