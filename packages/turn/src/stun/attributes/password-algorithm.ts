import type { Attribute } from "../attribute.ts";

/** RFC 8489 section 18.5: how the key follows from the password. */
export const ALGORITHM = { md5: 0x0001, sha256: 0x0002 } as const;

/** RFC 8489 section 14.12: the algorithm the client chose. Parameters are not used by either of the two known ones. */
export const PASSWORD_ALGORITHM: Attribute<number> = {
  type: 0x001d,
  name: "PASSWORD-ALGORITHM",
  read(bytes, start, length) {
    if (length < 4) return undefined;
    const parameters = bytes.readUInt16BE(start + 2);
    return 4 + parameters <= length && length <= 4 + parameters + 3 ? bytes.readUInt16BE(start) : undefined;
  },
  write: (into, at, value) => into.writeUInt32BE(value * 0x10000, at) - at,
};
