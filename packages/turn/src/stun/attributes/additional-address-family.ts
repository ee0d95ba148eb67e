import { byteAttribute } from "../attribute.ts";

/** RFC 8656 section 18.11: asks for an IPv6 address beside the IPv4 one. */
export const ADDITIONAL_ADDRESS_FAMILY = byteAttribute(0x8000, "ADDITIONAL-ADDRESS-FAMILY");
