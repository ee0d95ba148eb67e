import type { Datagram } from "./pcap.ts";

/** What a datagram is to WebRTC (RFC 7983 section 7). */
export type MediaKind = "stun" | "dtls" | "rtp" | "other";

const STUN_COOKIE = 0x2112a442;
/** DNS, mDNS, NTP and QUIC of the machine have first bytes of any value; nothing of a call uses their ports. */
const FOREIGN_PORTS = new Set([53, 123, 443, 5353]);

const port = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));

/** RFC 8489 section 5, RFC 8656 section 17: what a device may ask its server before anyone said yes. */
const QUESTIONS = new Set([0x001, 0x003, 0x004]);

/**
 * True for what goes between a device and the STUN and TURN server on `serverPort` without touching the other person: Binding,
 * Allocate, Refresh and the answers to them, but nothing that permits, binds or carries data.
 */
export const isAskingServer = ({ from, to, payload }: Datagram, serverPort: number): boolean => {
  if (port(from) !== serverPort && port(to) !== serverPort) return false;
  if (payload.length < 20 || payload.readUInt32BE(4) !== STUN_COOKIE) return false;
  const type = payload.readUInt16BE(0);
  // The class is in bits 4 and 8 of the type, the method in the others.
  return QUESTIONS.has((type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2));
};

/** Tells STUN, DTLS and RTP/RTCP from everything else by port and first bytes. */
export const classify = ({ from, to, payload }: Datagram): MediaKind => {
  if (FOREIGN_PORTS.has(port(from)) || FOREIGN_PORTS.has(port(to)) || payload.length < 12) return "other";
  const first = payload.readUInt8(0);
  if (first <= 3) return payload.readUInt32BE(4) === STUN_COOKIE ? "stun" : "other";
  // DTLS record versions are 1.0 and 1.2, also for 1.3 (RFC 9147 section 4); 32 to 63 is its unified header.
  if (first >= 20 && first <= 25) return payload.readUInt8(1) === 0xfe ? "dtls" : "other";
  if (first >= 32 && first <= 63) return "dtls";
  return first >= 128 && first <= 191 ? "rtp" : "other";
};
