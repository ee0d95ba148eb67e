/** What a connection speaks, by its first byte. */
export type Protocol = "tls" | "turn" | "http";

/**
 * RFC 7983 section 7 for a stream: a TLS record of a handshake starts with 22, a STUN message with two zero bits. ChannelData (01...)
 * never opens a connection, so that everything else is HTTP, whose methods are letters.
 */
export const protocolOf = (firstByte: number): Protocol => {
  if (firstByte === 22) return "tls";
  return firstByte <= 3 ? "turn" : "http";
};

/** RFC 7443 section 3: what a client may offer in the TLS handshake to say that it speaks TURN. */
export const TURN_ALPN = "stun.turn";
