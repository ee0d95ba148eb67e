import type { Bytes } from "../bytes.ts";

/** SPEC CODE-1: the same 30 bits twice, for comparing with the other person. */
export interface CheckCode {
  /** Five indices 0-63 into {@link CHECK_CODE_EMOJI}. */
  readonly emoji: readonly number[];
  /** Three numbers 1000-2023. */
  readonly numbers: readonly number[];
}

/** The check code of the first 30 bits of `sas` (4 bytes, SPEC KEY-7). */
export const checkCode = (sas: Bytes): CheckCode => {
  const bits = new DataView(sas.buffer, sas.byteOffset, 4).getUint32(0) >>> 2;
  return {
    emoji: [24, 18, 12, 6, 0].map((shift) => (bits >>> shift) & 0x3f),
    numbers: [20, 10, 0].map((shift) => 1000 + ((bits >>> shift) & 0x3ff)),
  };
};
