import { plainAddressAttribute } from "../address-value.ts";

/** RFC 8489 section 14.15: with error 300, where to go instead; of the family of the request. */
export const ALTERNATE_SERVER = plainAddressAttribute(0x8023, "ALTERNATE-SERVER");
