import { bytesAttribute } from "../attribute.ts";

/** RFC 8489 section 14.5: HMAC-SHA1, 20 bytes. Computed in integrity.ts. */
export const MESSAGE_INTEGRITY = bytesAttribute(0x0008, "MESSAGE-INTEGRITY", (length) => length === 20);
