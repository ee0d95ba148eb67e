import { bytesAttribute } from "../attribute.ts";

/** RFC 8489 section 14.6: HMAC-SHA256, cut to no less than 16 bytes, in steps of 4. Computed in integrity.ts. */
export const MESSAGE_INTEGRITY_SHA256 = bytesAttribute(
  0x001c,
  "MESSAGE-INTEGRITY-SHA256",
  (length) => length >= 16 && length <= 32 && length % 4 === 0,
);
