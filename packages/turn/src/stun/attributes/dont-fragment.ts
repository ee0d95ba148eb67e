import { flagAttribute } from "../attribute.ts";

/** RFC 8656 section 18.9: datagrams to peers carry the DF bit. */
export const DONT_FRAGMENT = flagAttribute(0x001a, "DONT-FRAGMENT");
