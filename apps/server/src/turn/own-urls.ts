import { isIPv6 } from "node:net";
import type { Reached } from "./reached.ts";

/** What the own STUN and TURN server listens on and is told to devices as. */
export interface OwnTurn {
  /** TCP port of the page, TLS included; UDP has the same number. */
  readonly port: number;
  /** Second UDP port. */
  readonly secondPort: number | undefined;
  /** Instead of everything derived here. */
  readonly urls: readonly string[];
  /** The addresses the internet reaches this machine by, as configured. */
  readonly addresses: readonly string[];
}

/** URLs of the own server, those without credentials first (RFC 7064, RFC 7065). */
export interface OwnUrls {
  readonly stun: readonly string[];
  readonly turn: readonly string[];
}

/**
 * Where a device finds the own STUN and TURN server: where it found the page. Behind an HTTP proxy only the name can be
 * the same, and not even that when the operator says what the address is.
 */
export const ownUrls = (own: OwnTurn, reached: Reached): OwnUrls => {
  if (own.urls.length > 0) return byNeed(own.urls);
  const { isProxied, isSecure } = reached;
  const names = isProxied && own.addresses.length > 0 ? own.addresses.map(bracketed) : [reached.name];
  const port = isProxied ? own.port : reached.port;
  const udp = [...new Set([port, own.secondPort ?? port])];
  return {
    stun: names.map((name) => `stun:${name}:${own.secondPort ?? port}`),
    turn: names.flatMap((name) => [
      ...udp.map((number) => `turn:${name}:${number}?transport=udp`),
      `turn:${name}:${port}?transport=tcp`,
      ...(isSecure && !isProxied ? [`turns:${name}:${port}?transport=tcp`] : []),
    ]),
  };
};

/** Tells URLs that need credentials from those that do not. */
export const byNeed = (urls: readonly string[]): OwnUrls => ({
  stun: urls.filter((url) => url.startsWith("stun")),
  turn: urls.filter((url) => url.startsWith("turn")),
});

const bracketed = (address: string): string => (isIPv6(address) ? `[${address}]` : address);
