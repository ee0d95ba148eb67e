import { networkInterfaces } from "node:os";
import type { RelayAddresses } from "../protocol/settings.ts";
import { type Family, type IpAddress, parseIp } from "../stun/ip-address.ts";
import { TurnError } from "./errors.ts";
import type { TurnServerOptions } from "./options.ts";

/** Every address of this machine. */
export function ownAddresses(): IpAddress[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => parseIp(address))
    .filter((ip) => ip !== undefined);
}

/**
 * The relayed addresses: as configured; else what is listened on; else, where that is "every address", the first one of
 * the machine that others can reach, and the loopback address when there is no other.
 *
 * @throws TurnError address-invalid, relay-address-missing
 */
export function relayAddresses(options: TurnServerOptions): RelayAddresses {
  const { ipv4, ipv6 } = options.relayAddresses ?? {};
  const addresses =
    ipv4 === undefined && ipv6 === undefined
      ? { 4: derive(4, options), 6: derive(6, options) }
      : { 4: configured(4, ipv4), 6: configured(6, ipv6) };
  if (addresses[4] === undefined && addresses[6] === undefined) throw new TurnError("relay-address-missing");
  return { ...(addresses[4] && { ipv4: addresses[4] }), ...(addresses[6] && { ipv6: addresses[6] }) };
}

function configured(family: Family, text: string | undefined): IpAddress | undefined {
  return text === undefined ? undefined : readAddress(text, family);
}

/** @throws TurnError address-invalid */
export function readAddress(text: string, family: Family): IpAddress {
  const ip = parseIp(text);
  if (ip === undefined || ip.family !== family) throw new TurnError("address-invalid", text);
  return ip;
}

function derive(family: Family, { listen }: TurnServerOptions): IpAddress | undefined {
  const hosts = listen.map(({ host }) => parseIp(host)).filter((ip) => ip?.family === family);
  const specific = hosts.find((ip) => ip !== undefined && !isUnspecified(ip));
  if (specific !== undefined) return specific;
  // Handed-over connections may come over either family.
  if (hosts.length === 0 && listen.length > 0) return undefined;
  const own = ownAddresses().filter((ip) => ip.family === family);
  return own.find((ip) => !isLocal(ip)) ?? own.find((ip) => !isLinkLocal(ip));
}

function isUnspecified(ip: IpAddress): boolean {
  return ip.w0 === 0 && ip.w1 === 0 && ip.w2 === 0 && ip.w3 === 0;
}

function isLocal(ip: IpAddress): boolean {
  return ip.text.startsWith("127.") || ip.text === "::1" || isLinkLocal(ip);
}

function isLinkLocal(ip: IpAddress): boolean {
  return ip.text.startsWith("169.254.") || (ip.family === 6 && ip.w0 >>> 22 === 0xfe80 >>> 6);
}
