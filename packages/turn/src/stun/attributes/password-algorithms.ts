import type { Attribute } from "../attribute.ts";

/** RFC 8489 section 14.11: algorithms in order of preference, at least one. */
export const PASSWORD_ALGORITHMS: Attribute<readonly number[]> = {
  type: 0x8002,
  name: "PASSWORD-ALGORITHMS",
  read(bytes, start, length) {
    const algorithms: number[] = [];
    let at = 0;
    while (at + 4 <= length) {
      algorithms.push(bytes.readUInt16BE(start + at));
      at += 4 + ((bytes.readUInt16BE(start + at + 2) + 3) & ~3);
    }
    return at === length && algorithms.length > 0 ? algorithms : undefined;
  },
  write(into, at, value) {
    for (const [index, algorithm] of value.entries()) into.writeUInt32BE(algorithm * 0x10000, at + 4 * index);
    return 4 * value.length;
  },
};
