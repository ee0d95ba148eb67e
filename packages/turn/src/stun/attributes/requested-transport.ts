import { byteAttribute } from "../attribute.ts";

/** RFC 8656 section 18.8: an IP protocol number. */
export const REQUESTED_TRANSPORT = byteAttribute(0x0019, "REQUESTED-TRANSPORT");
/** The only protocol RFC 8656 knows towards peers. */
export const PROTOCOL_UDP = 17;
