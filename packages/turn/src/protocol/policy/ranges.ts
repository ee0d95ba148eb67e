import { type IpAddress, parseIp } from "../../stun/ip-address.ts";
import type { IpRange } from "../settings.ts";

/** Reads `10.0.0.0/8`, `fc00::/7` or one address. @returns undefined for anything else */
export function parseRange(text: string): IpRange | undefined {
  const [address = "", bits, ...rest] = text.split("/");
  const ip = parseIp(address);
  if (ip === undefined || rest.length > 0 || address.includes("%")) return undefined;
  const all = ip.family === 4 ? 32 : 128;
  if (bits === undefined) return { ip, bits: all };
  return /^\d{1,3}$/.test(bits) && Number(bits) <= all ? { ip, bits: Number(bits) } : undefined;
}

function isInRange(ip: IpAddress, { ip: base, bits }: IpRange): boolean {
  if (ip.family !== base.family) return false;
  const differing = [ip.w0 ^ base.w0, ip.w1 ^ base.w1, ip.w2 ^ base.w2, ip.w3 ^ base.w3];
  return differing.every((word, index) => {
    const counted = Math.min(Math.max(bits - 32 * index, 0), 32);
    return counted === 0 || word >>> (32 - counted) === 0;
  });
}

export function isInAny(ip: IpAddress, ranges: readonly IpRange[]): boolean {
  return ranges.some((range) => isInRange(ip, range));
}

function known(text: string): IpRange {
  const range = parseRange(text);
  if (range === undefined) throw new Error(`${text} is no range`);
  return range;
}

/**
 * Nothing a stranger's packets should reach: the IANA special-purpose registries (RFC 6890), multicast, and what was
 * deprecated. IPv6 outside 2000::/3 is not given out, so all of it is here; 168.63.129.16 looks public and is where Azure
 * answers its own machines.
 */
export const SPECIAL_PURPOSE: readonly IpRange[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/3",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
  "4000::/2",
  "8000::/1",
].map(known);
