import { DATA } from "../stun/attributes/data.ts";
import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { CLASS, HEADER_LENGTH, MAGIC_COOKIE, METHOD, messageType } from "../stun/header.ts";
import type { IpAddress } from "../stun/ip-address.ts";

const TYPE = messageType(METHOD.data, CLASS.indication);

/** Bytes before the data in a Data indication: 36 with an IPv4 peer, 48 with an IPv6 one. */
export function dataHeaderLength(peer: IpAddress): number {
  return HEADER_LENGTH + 4 + (peer.family === 4 ? 8 : 20) + 4;
}

/**
 * Writes everything before the data of a Data indication (RFC 8656 section 11.3). The transaction id is `prefix` twice and
 * `counter`. Allocates nothing.
 */
export function writeDataHeader(
  into: Buffer,
  at: number,
  prefix: number,
  counter: number,
  peer: IpAddress,
  port: number,
  length: number,
): void {
  const isV4 = peer.family === 4;
  const valueLength = isV4 ? 8 : 20;
  const header = HEADER_LENGTH + 4 + valueLength + 4;
  write16(into, at, TYPE);
  write16(into, at + 2, header - HEADER_LENGTH + ((length + 3) & ~3));
  write32(into, at + 4, MAGIC_COOKIE);
  write32(into, at + 8, prefix);
  write32(into, at + 12, ~prefix);
  write32(into, at + 16, counter);
  write16(into, at + 20, XOR_PEER_ADDRESS.type);
  write16(into, at + 22, valueLength);
  write16(into, at + 24, isV4 ? 1 : 2);
  write16(into, at + 26, port ^ (MAGIC_COOKIE >>> 16));
  write32(into, at + 28, peer.w0 ^ MAGIC_COOKIE);
  if (!isV4) {
    write32(into, at + 32, peer.w1 ^ prefix);
    write32(into, at + 36, peer.w2 ^ ~prefix);
    write32(into, at + 40, peer.w3 ^ counter);
  }
  write16(into, at + header - 4, DATA.type);
  write16(into, at + header - 2, length);
}

function write16(into: Buffer, at: number, value: number): void {
  into[at] = value >> 8;
  into[at + 1] = value;
}

function write32(into: Buffer, at: number, value: number): void {
  into[at] = value >> 24;
  into[at + 1] = value >> 16;
  into[at + 2] = value >> 8;
  into[at + 3] = value;
}
