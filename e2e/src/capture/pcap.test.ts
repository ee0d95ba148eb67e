import { expect, test } from "vitest";
import { classify, isAskingServer } from "./classify.ts";
import { PcapReader } from "./pcap.ts";

const stun = Buffer.from("000100002112a442000102030405060708090a0b", "hex");
const dtls = Buffer.from("16fefd00000000000000000064", "hex");
const rtp = Buffer.from("80600001000000010000000200", "hex");

const fileHeader = (linkType: number): Buffer => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt32LE(linkType, 20);
  return header;
};

const packet = (bytes: Buffer): Buffer => {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(bytes.length, 12);
  return Buffer.concat([header, bytes]);
};

const udp = (from: number, to: number, payload: Buffer): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return Buffer.concat([header, payload]);
};

const ipv4 = (segment: Buffer): Buffer =>
  Buffer.concat([Buffer.from("450000000000000040110000c0000202c0000203", "hex"), segment]);

const ipv6 = (segment: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from("60000000000011400000000000000000", "hex").subarray(0, 8),
    Buffer.from("fd000000000000000000000000000002", "hex"),
    Buffer.from("fd000000000000000000000000000003", "hex"),
    segment,
  ]);

const cooked2 = (etherType: number, network: Buffer): Buffer => {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(etherType, 0);
  return Buffer.concat([header, network]);
};

test("datagrams are read from a stream cut anywhere, over IPv4 and IPv6", () => {
  const file = Buffer.concat([
    fileHeader(276),
    packet(cooked2(0x0800, ipv4(udp(4000, 5000, stun)))),
    packet(cooked2(0x86dd, ipv6(udp(4001, 5001, dtls)))),
  ]);
  for (let cut = 0; cut <= file.length; cut += 1) {
    const reader = new PcapReader();
    const found = [...reader.read(file.subarray(0, cut)), ...reader.read(file.subarray(cut))];
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      ["192.0.2.2:4000", "192.0.2.3:5000"],
      ["[fd00:0000:0000:0000:0000:0000:0000:0002]:4001", "[fd00:0000:0000:0000:0000:0000:0000:0003]:5001"],
    ]);
    expect(found.map(({ payload }) => payload)).toEqual([stun, dtls]);
  }
});

test("what is no pcap file is refused with words", () => {
  expect(() => new PcapReader().read(Buffer.alloc(24))).toThrow("no little-endian pcap");
  expect(() => new PcapReader().read(fileHeader(147))).toThrow("Link type 147");
});

test("STUN, DTLS and RTP are told from other traffic of the machine", () => {
  const kindOf = (payload: Buffer, to = "192.0.2.3:5000") =>
    classify({ from: "192.0.2.2:4000", to, payload });
  expect(kindOf(stun)).toBe("stun");
  expect(kindOf(dtls)).toBe("dtls");
  expect(kindOf(rtp)).toBe("rtp");
  expect(kindOf(Buffer.from("00".repeat(20), "hex"))).toBe("other");
  expect(kindOf(rtp, "192.0.2.3:53")).toBe("other");
  expect(kindOf(rtp.subarray(0, 4))).toBe("other");
});

test("questions to the server are told from all that reaches the other person", () => {
  const message = (type: number) => {
    const payload = Buffer.alloc(20);
    payload.writeUInt16BE(type, 0);
    payload.writeUInt32BE(0x2112a442, 4);
    return payload;
  };
  const [device, server] = ["127.0.0.1:4000", "127.0.0.1:7000"];
  const isAsking = (payload: Buffer, from = device, to = server) =>
    isAskingServer({ from, to, payload }, 7_000);
  // Binding, Allocate and Refresh: request, success, error.
  for (const type of [0x001, 0x101, 0x111, 0x003, 0x103, 0x113, 0x004, 0x104, 0x114]) {
    expect(isAsking(message(type))).toBe(true);
    expect(isAsking(message(type), server, device)).toBe(true);
    expect(isAsking(message(type), device, "127.0.0.1:4001")).toBe(false);
  }
  // CreatePermission, ChannelBind, Send, Data.
  for (const type of [0x008, 0x108, 0x009, 0x016, 0x017]) expect(isAsking(message(type))).toBe(false);
  expect(isAsking(Buffer.from("4000000400000000", "hex"))).toBe(false);
  expect(isAsking(dtls)).toBe(false);
});
