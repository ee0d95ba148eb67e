/** One UDP datagram seen on an interface. */
export interface Datagram {
  readonly from: string;
  readonly to: string;
  readonly payload: Buffer;
}

/** Link types of pcap files as `tcpdump -i any` and `-i lo` write them (https://www.tcpdump.org/linktypes.html). */
const NETWORK_LAYER = new Map([
  [1, { header: 14, protocol: 12 }], // Ethernet
  [113, { header: 16, protocol: 14 }], // Linux cooked v1
  [276, { header: 20, protocol: 0 }], // Linux cooked v2
]);
const MAGIC = 0xa1b2c3d4;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const UDP = 17;

/** Reads a pcap stream (little-endian, microseconds) piece by piece and keeps its UDP datagrams. */
export class PcapReader {
  #rest: Buffer = Buffer.alloc(0);
  #layout: { header: number; protocol: number } | undefined;

  /** @returns the datagrams this piece completed. Throws on a file that is no pcap or of an unknown link type. */
  read(piece: Buffer): Datagram[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const found: Datagram[] = [];
    if (!this.#layout) {
      if (this.#rest.length < FILE_HEADER) return found;
      this.#layout = layoutOf(this.#rest);
      this.#rest = this.#rest.subarray(FILE_HEADER);
    }
    while (this.#rest.length >= PACKET_HEADER) {
      const end = PACKET_HEADER + this.#rest.readUInt32LE(8);
      if (this.#rest.length < end) break;
      const datagram = readPacket(this.#rest.subarray(PACKET_HEADER, end), this.#layout);
      if (datagram) found.push(datagram);
      this.#rest = this.#rest.subarray(end);
    }
    return found;
  }
}

const layoutOf = (file: Buffer): { header: number; protocol: number } => {
  if (file.readUInt32LE(0) !== MAGIC) throw new Error("This is no little-endian pcap file.");
  const layout = NETWORK_LAYER.get(file.readUInt32LE(20));
  if (!layout) throw new Error(`Link type ${file.readUInt32LE(20)} is not known here.`);
  return layout;
};

const readPacket = (packet: Buffer, { header, protocol }: { header: number; protocol: number }) => {
  if (packet.length < header + 20) return undefined;
  const network = packet.subarray(header);
  const etherType = packet.readUInt16BE(protocol);
  if (etherType === 0x0800) return readIPv4(network);
  if (etherType === 0x86dd) return readIPv6(network);
  return undefined;
};

const readIPv4 = (packet: Buffer): Datagram | undefined => {
  const header = (packet.readUInt8(0) & 0x0f) * 4;
  const fragment = packet.readUInt16BE(6) & 0x1fff;
  if (packet.readUInt8(9) !== UDP || fragment !== 0) return undefined;
  return readUdp(
    packet.subarray(header),
    packet.subarray(12, 16).join("."),
    packet.subarray(16, 20).join("."),
  );
};

const readIPv6 = (packet: Buffer): Datagram | undefined => {
  if (packet.length < 48 || packet.readUInt8(6) !== UDP) return undefined;
  const address = (start: number) =>
    packet
      .subarray(start, start + 16)
      .toString("hex")
      .replace(/(.{4})(?=.)/g, "$1:");
  return readUdp(packet.subarray(40), `[${address(8)}]`, `[${address(24)}]`);
};

const readUdp = (segment: Buffer, from: string, to: string): Datagram | undefined => {
  if (segment.length < 8) return undefined;
  return {
    from: `${from}:${segment.readUInt16BE(0)}`,
    to: `${to}:${segment.readUInt16BE(2)}`,
    payload: Buffer.from(segment.subarray(8, Math.max(8, segment.readUInt16BE(4)))),
  };
};
