import type { Attribute } from "../attribute.ts";

/** RFC 8489 section 14.13: with error 420, the types that were not understood. */
export const UNKNOWN_ATTRIBUTES: Attribute<readonly number[]> = {
  type: 0x000a,
  name: "UNKNOWN-ATTRIBUTES",
  read(bytes, start, length) {
    if (length % 2 !== 0) return undefined;
    return Array.from({ length: length / 2 }, (_, index) => bytes.readUInt16BE(start + 2 * index));
  },
  write(into, at, value) {
    for (const [index, type] of value.entries()) into.writeUInt16BE(type, at + 2 * index);
    return 2 * value.length;
  },
};
