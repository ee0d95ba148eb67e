import { isIPv4 } from "node:net";
import { askAddress, TurnClientError } from "@onecall/turn/client";
import { StartError } from "../start-error.ts";

/** By family, the addresses the internet reaches this machine by. */
export interface PublicAddresses {
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/**
 * The addresses as configured, or as a STUN server sees them: for machines behind 1:1 NAT, which do not have them themselves.
 * @throws StartError turn-failed when the STUN server does not say
 */
export const publicAddresses = async (configured: readonly string[]): Promise<PublicAddresses> => {
  const all = await Promise.all(configured.map((text) => (text.startsWith("stun:") ? ask(text) : text)));
  const ipv4 = all.find((address) => isIPv4(address));
  const ipv6 = all.find((address) => !isIPv4(address));
  return { ...(ipv4 !== undefined && { ipv4 }), ...(ipv6 !== undefined && { ipv6 }) };
};

const ask = async (url: string): Promise<string> => {
  try {
    return await askAddress(url);
  } catch (cause) {
    const why = cause instanceof TurnClientError ? cause.message : "It gave no answer.";
    throw new StartError("turn-failed", `--turn-address could not be asked of ${url}: ${why}`, { cause });
  }
};
