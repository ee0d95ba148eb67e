import { type IpAddress, ipv4 } from "../../stun/ip-address.ts";

/** Every way an IPv4 address hides in an IPv6 one, with the word it is in. */
const EMBEDDINGS: readonly ((ip: IpAddress) => number | undefined)[] = [
  // ::ffff:0:0/96, RFC 4291 section 2.5.5.2.
  ({ w0, w1, w2, w3 }) => (w0 === 0 && w1 === 0 && w2 === 0xffff ? w3 : undefined),
  // ::ffff:0:0:0/96, RFC 2765 section 2.1: translated.
  ({ w0, w1, w2, w3 }) => (w0 === 0 && w1 === 0xffff && w2 === 0 ? w3 : undefined),
  // ::/96 without :: and ::1, RFC 4291 section 2.5.5.1.
  ({ w0, w1, w2, w3 }) => (w0 === 0 && w1 === 0 && w2 === 0 && w3 >>> 0 > 1 ? w3 : undefined),
  // 64:ff9b::/96, RFC 6052 section 2.1.
  ({ w0, w1, w2, w3 }) => (w0 === 0x0064ff9b && w1 === 0 && w2 === 0 ? w3 : undefined),
  // 2002::/16, RFC 3056 section 2.
  ({ w0, w1 }) => (w0 >>> 16 === 0x2002 ? (w0 << 16) | (w1 >>> 16) : undefined),
  // 2001::/32, RFC 4380 section 4: the client's address, inverted.
  ({ w0, w3 }) => (w0 === 0x20010000 ? ~w3 : undefined),
];

/** The IPv4 address that packets to this address end up at; the address itself when there is none in it. */
export function canonicalAddress(ip: IpAddress): IpAddress {
  if (ip.family === 4) return ip;
  for (const embedded of EMBEDDINGS) {
    const word = embedded(ip);
    if (word !== undefined) return ipv4(word);
  }
  return ip;
}
