import { textAttribute } from "../attribute.ts";

/** RFC 8489 section 14.9: at most 763 bytes of UTF-8. */
export const REALM = textAttribute(0x0014, "REALM", 763);
