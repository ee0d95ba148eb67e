import { textAttribute } from "../attribute.ts";

/** RFC 8489 section 14.14. Read, never sent: it would tell an attacker the version and make answers longer. */
export const SOFTWARE = textAttribute(0x8022, "SOFTWARE", 763);
