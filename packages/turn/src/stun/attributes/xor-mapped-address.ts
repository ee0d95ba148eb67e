import { xorAddressAttribute } from "../address-value.ts";

/** RFC 8489 section 14.2: the address the server saw the client at. */
export const XOR_MAPPED_ADDRESS = xorAddressAttribute(0x0020, "XOR-MAPPED-ADDRESS");
