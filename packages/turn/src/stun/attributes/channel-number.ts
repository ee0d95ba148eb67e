import type { Attribute } from "../attribute.ts";

/** RFC 8656 section 18.1: 16 bits and two reserved bytes. */
export const CHANNEL_NUMBER: Attribute<number> = {
  type: 0x000c,
  name: "CHANNEL-NUMBER",
  read: (bytes, start, length) => (length === 4 ? bytes.readUInt16BE(start) : undefined),
  write: (into, at, value) => into.writeUInt32BE(value * 0x10000, at) - at,
};
