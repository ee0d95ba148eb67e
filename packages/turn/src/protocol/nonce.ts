import { createHmac, timingSafeEqual } from "node:crypto";
import type { IpAddress } from "../stun/ip-address.ts";

/**
 * RFC 8489 section 9.2: nonces that start so announce features. The 24 bits behind it: password algorithms (bit 0) and
 * user name anonymity (bit 1), in base64.
 */
const COOKIE = `obMatJos2${Buffer.from([0xc0, 0, 0]).toString("base64")}`;
const TIME_LENGTH = 4;
const MAC_LENGTH = 8;
const BODY_LENGTH = ((TIME_LENGTH + MAC_LENGTH) * 8) / 6;
/** Servers that share the key may have clocks this many seconds apart. */
const SKEW = 5;

/**
 * Nonces without state: the time, and a MAC over time, address and port under a key. Whoever has the key can check
 * them, so several workers or servers share it: Chromium gives up a relay whose Allocate gets 438.
 */
export class Nonces {
  readonly #key: Uint8Array;
  readonly #lifetime: number;

  /** `lifetime` is in seconds. */
  constructor(key: Uint8Array, lifetime: number) {
    this.#key = key;
    this.#lifetime = lifetime;
  }

  /** `seconds` since 1970. `announce` puts the RFC 8489 features in front. */
  make(ip: IpAddress, port: number, seconds: number, announce: boolean): string {
    const body = Buffer.allocUnsafe(TIME_LENGTH + MAC_LENGTH);
    body.writeUInt32BE(Math.floor(seconds) >>> 0, 0);
    body.set(this.#mac(body.subarray(0, TIME_LENGTH), ip, port, announce), TIME_LENGTH);
    return (announce ? COOKIE : "") + body.toString("base64url");
  }

  /** Whether it was made for this address and port, not too long ago. */
  isFresh(nonce: string, ip: IpAddress, port: number, seconds: number): boolean {
    const announced = nonce.startsWith(COOKIE);
    const text = announced ? nonce.slice(COOKIE.length) : nonce;
    if (text.length !== BODY_LENGTH) return false;
    const body = Buffer.from(text, "base64url");
    if (body.length !== TIME_LENGTH + MAC_LENGTH) return false;
    const mac = this.#mac(body.subarray(0, TIME_LENGTH), ip, port, announced);
    if (!timingSafeEqual(body.subarray(TIME_LENGTH), mac)) return false;
    const age = seconds - body.readUInt32BE(0);
    return age >= -SKEW && age <= this.#lifetime;
  }

  #mac(time: Buffer, ip: IpAddress, port: number, announce: boolean): Buffer {
    const place = Buffer.allocUnsafe(20);
    place.writeInt32BE(ip.w0, 0);
    place.writeInt32BE(ip.w1, 4);
    place.writeInt32BE(ip.w2, 8);
    place.writeInt32BE(ip.w3, 12);
    place.writeUInt16BE(port, 16);
    place.writeUInt8(ip.family, 18);
    place.writeUInt8(announce ? 1 : 0, 19);
    return createHmac("sha256", this.#key).update(time).update(place).digest().subarray(0, MAC_LENGTH);
  }
}

/** Whether a nonce carries the bit "password algorithms" (RFC 8489 section 9.2.4). */
export function announcesAlgorithms(nonce: string): boolean {
  return nonce.startsWith(COOKIE);
}
