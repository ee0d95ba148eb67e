/** Protocol version carried by `hello` and `join`, and as the first byte of links, handshake messages and frames. */
export const PROTOCOL_VERSION = 1;
