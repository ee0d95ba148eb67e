import type { Attribute } from "../attribute.ts";

/** RFC 8656 section 18.2: seconds, 32 bits; 0 in a Refresh frees the allocation. */
export const LIFETIME: Attribute<number> = {
  type: 0x000d,
  name: "LIFETIME",
  read: (bytes, start, length) => (length === 4 ? bytes.readUInt32BE(start) : undefined),
  write: (into, at, value) => into.writeUInt32BE(value, at) - at,
};
