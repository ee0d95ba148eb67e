import { plainAddressAttribute } from "../address-value.ts";

/** RFC 8489 section 14.1. Only for clients of RFC 3489; the server never sends it. */
export const MAPPED_ADDRESS = plainAddressAttribute(0x0001, "MAPPED-ADDRESS");
