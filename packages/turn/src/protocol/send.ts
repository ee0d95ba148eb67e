import { DATA } from "../stun/attributes/data.ts";
import { DONT_FRAGMENT } from "../stun/attributes/dont-fragment.ts";
import { isUnknownRequired } from "../stun/attributes/known.ts";
import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { HEADER_LENGTH, MAGIC_COOKIE } from "../stun/header.ts";
import type { Family } from "../stun/ip-address.ts";

/**
 * Reads a Send indication (RFC 8656 section 11.2) without allocating: Firefox sends all its media this way. One
 * object is used over and over; its fields hold what the last `read` found.
 */
export class SendReader {
  family: Family = 4;
  w0 = 0;
  w1 = 0;
  w2 = 0;
  w3 = 0;
  port = 0;
  dataStart = 0;
  dataEnd = 0;
  #seen = 0;

  /** @returns false when it is malformed, or has an attribute that must be understood and is not */
  read(bytes: Buffer, start: number, end: number): boolean {
    if (!isFramed(bytes, start, end)) return false;
    this.#seen = 0;
    let at = start + HEADER_LENGTH;
    while (at < end) {
      if (at + 4 > end) return false;
      const type = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
      const next = at + 4 + ((length + 3) & ~3);
      if (next > end || !this.#take(type, bytes, at + 4, length, start)) return false;
      at = next;
    }
    return this.#seen === (PEER | PAYLOAD);
  }

  #take(type: number, bytes: Buffer, at: number, length: number, head: number): boolean {
    if (type === XOR_PEER_ADDRESS.type) {
      if ((this.#seen & PEER) !== 0) return true;
      this.#seen |= PEER;
      return this.#takePeer(bytes, at, length, head);
    }
    if (type === DATA.type) {
      if ((this.#seen & PAYLOAD) !== 0) return true;
      this.#seen |= PAYLOAD;
      this.dataStart = at;
      this.dataEnd = at + length;
      return true;
    }
    return type === DONT_FRAGMENT.type ? length === 0 : !isUnknownRequired(type);
  }

  #takePeer(bytes: Buffer, at: number, length: number, head: number): boolean {
    const family = bytes[at + 1];
    if (!((family === 1 && length === 8) || (family === 2 && length === 20))) return false;
    this.family = family === 1 ? 4 : 6;
    this.port = bytes.readUInt16BE(at + 2) ^ (MAGIC_COOKIE >>> 16);
    this.w0 = bytes.readInt32BE(at + 4) ^ MAGIC_COOKIE;
    const isV6 = family === 2;
    this.w1 = isV6 ? bytes.readInt32BE(at + 8) ^ bytes.readInt32BE(head + 8) : 0;
    this.w2 = isV6 ? bytes.readInt32BE(at + 12) ^ bytes.readInt32BE(head + 12) : 0;
    this.w3 = isV6 ? bytes.readInt32BE(at + 16) ^ bytes.readInt32BE(head + 16) : 0;
    return true;
  }
}

const PEER = 1;
const PAYLOAD = 2;

function isFramed(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < HEADER_LENGTH || bytes.readUInt32BE(start + 4) !== MAGIC_COOKIE) return false;
  return start + HEADER_LENGTH + bytes.readUInt16BE(start + 2) === end && (end - start) % 4 === 0;
}
