import { scopeOf } from "@onecall/protocol";

/** What a candidate line of RFC 8839 5.1 says, as far as this device acts on it. */
export interface CandidateLine {
  /** A literal IP, or `<uuid>.local`; lower case. */
  readonly address: string;
  readonly type: string;
}

/** Reads a line that a browser gathered or that follows SPEC CAND-1; undefined for anything else, "" included. */
export const readCandidateLine = (line: string): CandidateLine | undefined => {
  const [, , , , address, , typ, type] = line.split(" ");
  if (address === undefined || typ?.toLowerCase() !== "typ" || type === undefined) return undefined;
  return { address: address.toLowerCase(), type: type.toLowerCase() };
};

/**
 * The line as it may leave a device whose person hides its address (SPEC ICE-5): undefined unless it is a relayed one;
 * the related address, which is this device's own, gives way to the values RFC 8839 5.1 has for that.
 */
export const hiddenLine = (line: string): string | undefined => {
  const read = readCandidateLine(line);
  if (read?.type !== "relay") return undefined;
  const nowhere = read.address.includes(":") ? "::" : "0.0.0.0";
  return line.replace(/ raddr \S+/gi, ` raddr ${nowhere}`).replace(/ rport \S+/gi, " rport 9");
};

/** True for an address that may be one in this device's own network (SPEC CAND-3, CAND-4). */
export const isPrivate = (address: string): boolean => {
  const scope = scopeOf(address);
  return scope !== "public" && scope !== "mdns";
};
