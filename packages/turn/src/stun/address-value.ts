import type { Attribute } from "./attribute.ts";
import { MAGIC_COOKIE } from "./header.ts";
import { ipv4, ipv6, type TransportAddress } from "./ip-address.ts";

const IPV4 = 0x01;
const IPV6 = 0x02;

/** RFC 8489 section 14.1: one zero byte, family, port, address. */
export function plainAddressAttribute(type: number, name: string): Attribute<TransportAddress> {
  return {
    type,
    name,
    read: (bytes, start, length) => readAddress(bytes, start, length, undefined),
    write: (into, at, value) => writeAddress(into, at, value, undefined),
  };
}

/** RFC 8489 section 14.2: as the plain one, port and address XOR-ed with the cookie and the transaction id. */
export function xorAddressAttribute(type: number, name: string): Attribute<TransportAddress> {
  return { type, name, read: readAddress, write: writeAddress };
}

function readAddress(
  bytes: Buffer,
  start: number,
  length: number,
  head: number | undefined,
): TransportAddress | undefined {
  if (length < 8) return undefined;
  const family = bytes[start + 1];
  const port = bytes.readUInt16BE(start + 2) ^ (head === undefined ? 0 : MAGIC_COOKIE >>> 16);
  const word = (index: number) => bytes.readInt32BE(start + 4 + 4 * index) ^ maskAt(bytes, head, index);
  if (family === IPV4 && length === 8) return { ip: ipv4(word(0)), port };
  if (family === IPV6 && length === 20) return { ip: ipv6(word(0), word(1), word(2), word(3)), port };
  return undefined;
}

function writeAddress(into: Buffer, at: number, value: TransportAddress, head: number | undefined): number {
  const { ip, port } = value;
  const isV4 = ip.family === 4;
  into.writeUInt16BE(isV4 ? IPV4 : IPV6, at);
  into.writeUInt16BE(port ^ (head === undefined ? 0 : MAGIC_COOKIE >>> 16), at + 2);
  into.writeInt32BE(ip.w0 ^ maskAt(into, head, 0), at + 4);
  if (isV4) return 8;
  into.writeInt32BE(ip.w1 ^ maskAt(into, head, 1), at + 8);
  into.writeInt32BE(ip.w2 ^ maskAt(into, head, 2), at + 12);
  into.writeInt32BE(ip.w3 ^ maskAt(into, head, 3), at + 16);
  return 20;
}

/** The cookie and the transaction id follow each other in the header: word 0 is the cookie. */
function maskAt(bytes: Buffer, head: number | undefined, index: number): number {
  return head === undefined ? 0 : bytes.readInt32BE(head + 4 + 4 * index);
}
