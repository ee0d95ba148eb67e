import { type AddressScope, scopeOf } from "./address.ts";
import type { Candidate } from "./messages.ts";

/** Why a remote candidate is not used. */
export type CandidateRefusal =
  /** Not a candidate line of RFC 8839 5.1 with the components, transports and types of SPEC CAND-1. */
  | "malformed"
  /** Its address is one nobody on a call has any business with (SPEC CAND-2). */
  | Exclude<AddressScope, "public" | "private" | "mdns">;

export interface CandidateOptions {
  /** True where both devices may be the same machine: a page on localhost. */
  readonly allowLoopback: boolean;
}

/** RFC 8839 5.1: foundation, component, transport, priority, address, port, type, and what may follow. */
const LINE =
  /^candidate:[A-Za-z0-9+/]{1,32} 1 (?:udp|tcp) (\d{1,10}) (\S{1,64}) (\d{1,5}) typ (?:host|srflx|prflx|relay)((?: [\x21-\x7e]+ [\x21-\x7e]+)*)$/i;
const MAX_LENGTH = 512;

const isPort = (text: string | undefined, lowest: number): boolean =>
  Number(text) >= lowest && Number(text) <= 65_535;

/** What follows the type, as pairs; false when one of the names RFC 8839 defines has a value it can not have. */
const extensionsHold = (text: string): boolean => {
  const words = text.trim().split(" ");
  for (let i = 0; i + 1 < words.length; i += 2) {
    const [name, value = ""] = [words[i], words[i + 1]];
    if (name === "raddr" && scopeOf(value) === undefined) return false;
    if (name === "rport" && !(/^\d{1,5}$/.test(value) && isPort(value, 0))) return false;
    if (name === "tcptype" && !/^(?:active|passive|so)$/.test(value)) return false;
  }
  return true;
};

/** The address of a candidate line that follows CAND-1. */
const addressOf = (line: string): string | undefined => {
  if (line.length > MAX_LENGTH) return undefined;
  const [, priority, address, port, extensions = ""] = LINE.exec(line) ?? [];
  const inRange = Number(priority) >= 1 && Number(priority) <= 0xffff_ffff && isPort(port, 1);
  return inRange && extensionsHold(extensions) ? address : undefined;
};

/**
 * SPEC CAND-1, CAND-2: checks a candidate from the other device before the browser sees it.
 * @returns undefined when it may be used (the end of a generation, "", too), else why not
 */
export const checkCandidate = (
  candidate: Candidate,
  { allowLoopback }: CandidateOptions,
): CandidateRefusal | undefined => {
  if (!/^[\x21-\x7e]*$/.test(candidate.sdpMid ?? "")) return "malformed";
  if (!/^[A-Za-z0-9+/]*$/.test(candidate.usernameFragment ?? "")) return "malformed";
  if (candidate.candidate === "") return undefined;
  const address = addressOf(candidate.candidate);
  const scope = address === undefined ? undefined : scopeOf(address);
  if (scope === undefined) return "malformed";
  if (scope === "public" || scope === "private" || scope === "mdns") return undefined;
  return scope === "loopback" && allowLoopback ? undefined : scope;
};
