import type { Attribute } from "../attribute.ts";
import type { Family } from "../ip-address.ts";

/** RFC 8656 section 18.12: why the additional address of this family was not given. */
export const ADDRESS_ERROR_CODE: Attribute<{ readonly family: Family; readonly code: number }> = {
  type: 0x8001,
  name: "ADDRESS-ERROR-CODE",
  read(bytes, start, length) {
    if (length < 4) return undefined;
    const family = bytes[start] === 1 ? 4 : bytes[start] === 2 ? 6 : undefined;
    const code = ((bytes[start + 2] ?? 0) & 7) * 100 + (bytes[start + 3] ?? 0);
    return family === undefined || code < 300 || code > 699 ? undefined : { family, code };
  },
  write(into, at, { family, code }) {
    const word = (family === 4 ? 0x01 : 0x02) * 0x1000000 + Math.floor(code / 100) * 256 + (code % 100);
    return into.writeUInt32BE(word, at) - at;
  },
};
