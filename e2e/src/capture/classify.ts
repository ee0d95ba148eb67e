import type { Datagram } from "./pcap.ts";

/** What a datagram is to WebRTC (RFC 7983 section 7). */
export type MediaKind = "stun" | "dtls" | "rtp" | "other";

const STUN_COOKIE = 0x2112a442;
/** DNS, mDNS, NTP and QUIC of the machine have first bytes of any value; nothing of a call uses their ports. */
const FOREIGN_PORTS = new Set([53, 123, 443, 5353]);

const port = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));

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
