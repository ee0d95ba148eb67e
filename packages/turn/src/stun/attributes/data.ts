import { bytesAttribute } from "../attribute.ts";

/** RFC 8656 section 18.4: what the peer sent or shall get; may be empty. */
export const DATA = bytesAttribute(0x0013, "DATA", () => true);
