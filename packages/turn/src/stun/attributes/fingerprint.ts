import { crc32 } from "node:zlib";
import type { Attribute } from "../attribute.ts";

/** RFC 8489 section 14.7: CRC-32 of everything before it, XOR-ed with "STUN". Always the last attribute. */
export const FINGERPRINT: Attribute<number> = {
  type: 0x8028,
  name: "FINGERPRINT",
  read: (bytes, start, length) => (length === 4 ? bytes.readUInt32BE(start) : undefined),
  write: (into, at, value) => into.writeUInt32BE(value, at) - at,
};

/** The value for the bytes before the attribute. */
export function fingerprintOf(before: Buffer): number {
  return (crc32(before) ^ 0x5354554e) >>> 0;
}
