import type { Attribute } from "../attribute.ts";

/** RFC 8656 section 18.7: the relayed port shall be even; with the R bit the next one is reserved too. */
export const EVEN_PORT: Attribute<{ readonly reserveNext: boolean }> = {
  type: 0x0018,
  name: "EVEN-PORT",
  read: (bytes, start, length) =>
    length === 1 ? { reserveNext: ((bytes[start] ?? 0) & 0x80) !== 0 } : undefined,
  write: (into, at, value) => into.writeUInt8(value.reserveNext ? 0x80 : 0, at) - at,
};
