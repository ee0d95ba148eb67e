import type { Attribute } from "../attribute.ts";

/** RFC 8489 section 14.8: `code` 300-699. The reason is for people; this server leaves it empty. */
export const ERROR_CODE: Attribute<{ readonly code: number; readonly reason: string }> = {
  type: 0x0009,
  name: "ERROR-CODE",
  read(bytes, start, length) {
    if (length < 4 || length > 4 + 763) return undefined;
    const hundreds = (bytes[start + 2] ?? 0) & 7;
    const rest = bytes[start + 3] ?? 0;
    if (hundreds < 3 || hundreds > 6 || rest > 99) return undefined;
    return { code: hundreds * 100 + rest, reason: bytes.toString("utf8", start + 4, start + length) };
  },
  write(into, at, { code, reason }) {
    if (!Number.isInteger(code) || code < 300 || code > 699) throw new RangeError("ERROR-CODE is 300 to 699");
    into.writeUInt32BE(Math.floor(code / 100) * 256 + (code % 100), at);
    const length = Buffer.byteLength(reason);
    if (length > 763 || at + 4 + length > into.length) throw new RangeError("ERROR-CODE does not fit");
    return 4 + into.write(reason, at + 4, "utf8");
  },
};
