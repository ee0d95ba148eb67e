import { textAttribute } from "../attribute.ts";

/** RFC 8489 section 14.10: at most 763 bytes of UTF-8. */
export const NONCE = textAttribute(0x0015, "NONCE", 763);
