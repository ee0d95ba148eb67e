import { xorAddressAttribute } from "../address-value.ts";

/** RFC 8656 section 18.5: the address at which peers reach the client. */
export const XOR_RELAYED_ADDRESS = xorAddressAttribute(0x0016, "XOR-RELAYED-ADDRESS");
