import { textAttribute } from "../attribute.ts";

/** RFC 8489 section 14.3: at most 508 bytes of UTF-8. */
export const USERNAME = textAttribute(0x0006, "USERNAME", 508);
