import { byteAttribute } from "../attribute.ts";

/** RFC 8656 section 18.6: 0x01 IPv4, 0x02 IPv6. */
export const REQUESTED_ADDRESS_FAMILY = byteAttribute(0x0017, "REQUESTED-ADDRESS-FAMILY");
