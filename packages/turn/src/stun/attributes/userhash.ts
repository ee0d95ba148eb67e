import { createHash } from "node:crypto";
import { bytesAttribute } from "../attribute.ts";

/** RFC 8489 section 14.4: SHA-256 of `username ":" realm`, in place of USERNAME. */
export const USERHASH = bytesAttribute(0x001e, "USERHASH", (length) => length === 32);

/** The value of USERHASH, 32 bytes. */
export function userhash(username: string, realm: string): Buffer {
  return createHash("sha256").update(`${username}:${realm}`).digest();
}
