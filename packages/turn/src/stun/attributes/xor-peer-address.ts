import { xorAddressAttribute } from "../address-value.ts";

/** RFC 8656 section 18.3: the peer as the relayed address sees it. */
export const XOR_PEER_ADDRESS = xorAddressAttribute(0x0012, "XOR-PEER-ADDRESS");
