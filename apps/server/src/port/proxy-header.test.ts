import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProxyHeader } from "./proxy-header.ts";

const SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");

/** A version 2 header: command and family bytes, then `rest`. */
const v2 = (command: number, family: number, rest: Buffer): Buffer => {
  const fixed = Buffer.from([command, family, rest.length >> 8, rest.length & 0xff]);
  return Buffer.concat([SIGNATURE, fixed, rest]);
};
const V4 = Buffer.from([203, 0, 114, 7, 10, 0, 0, 1, 0xc0, 0x00, 0x01, 0xbb]);
const V6 = Buffer.concat([
  Buffer.from("20010db8000000000000000000000007", "hex"),
  Buffer.alloc(16),
  Buffer.from([0xc0, 0x00, 0x01, 0xbb]),
]);

const SPOKEN: readonly (readonly [string, Buffer, { address: string; port: number } | undefined])[] = [
  [
    "v1 IPv4",
    Buffer.from("PROXY TCP4 203.0.114.7 10.0.0.1 49152 443\r\n"),
    { address: "203.0.114.7", port: 49_152 },
  ],
  [
    "v1 IPv6",
    Buffer.from("PROXY TCP6 2001:db8::7 ::1 49152 443\r\n"),
    { address: "2001:db8::7", port: 49_152 },
  ],
  ["v1 unknown", Buffer.from("PROXY UNKNOWN whatever\r\n"), undefined],
  ["v2 IPv4", v2(0x21, 0x11, V4), { address: "203.0.114.7", port: 49_152 }],
  [
    "v2 IPv4 with more behind",
    v2(0x21, 0x11, Buffer.concat([V4, Buffer.alloc(40)])),
    { address: "203.0.114.7", port: 49_152 },
  ],
  ["v2 IPv6", v2(0x21, 0x21, V6), { address: "2001:db8:0:0:0:0:0:7", port: 49_152 }],
  [
    "v2 IPv6 with an IPv4 client in it",
    v2(0x21, 0x21, Buffer.concat([Buffer.from("00000000000000000000ffffcb007207", "hex"), V6.subarray(16)])),
    { address: "203.0.114.7", port: 49_152 },
  ],
  ["v2 of the proxy itself", v2(0x20, 0x00, Buffer.alloc(0)), undefined],
  ["v2 of a socket that is no IP", v2(0x21, 0x31, Buffer.alloc(216)), undefined],
];

describe("PROXY protocol", () => {
  test.each(SPOKEN)("%s, alone, with data behind it, and byte by byte", (_name, bytes, source) => {
    const header = { kind: "header", length: bytes.length, source };
    expect(readProxyHeader(bytes)).toEqual(header);
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from("GET / HTTP/1.1\r\n")]))).toEqual(header);
    for (let length = 0; length < bytes.length; length++)
      expect(readProxyHeader(bytes.subarray(0, length))).toEqual({ kind: "incomplete" });
  });

  test.each([
    Buffer.from("PROXY TCP4 203.0.114.700 10.0.0.1 1 443\r\n"),
    Buffer.from("PROXY TCP4 ::1 ::1 1 443\r\n"),
    Buffer.from("PROXY TCP4 203.0.114.7 10.0.0.1 65536 443\r\n"),
    Buffer.from("PROXY TCP4\r\n"),
    Buffer.from(`PROXY TCP4 ${"1".repeat(120)}`),
    v2(0x31, 0x11, V4),
    v2(0x22, 0x11, V4),
    v2(0x21, 0x11, V4.subarray(1)),
    v2(0x21, 0x21, V4),
    Buffer.concat([SIGNATURE, Buffer.from([0x21, 0x11, 0xff, 0xff])]),
  ])("what begins like one and is none is malformed (%#)", (bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: "malformed" });
  });

  test("everything else is no header", () => {
    for (const text of ["GET / HTTP/1.1\r\n", "PUT /", "\x16\x03\x01", "\0\x03\0\x08", "\r\n\r\nX"])
      expect(readProxyHeader(Buffer.from(text, "latin1"))).toEqual({ kind: "none" });
  });

  test("no bytes make it throw, wait for more than 4 KiB, or claim more than is there", () => {
    const start = fc.constantFrom(
      Buffer.alloc(0),
      Buffer.from("PROXY "),
      Buffer.from("PROXY TCP4 "),
      SIGNATURE,
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 5_000, size: "max" }), (prefix, bytes) => {
        const all = Buffer.concat([prefix, bytes]);
        const header = readProxyHeader(all);
        if (header.kind === "header") expect(header.length).toBeLessThanOrEqual(all.length);
        if (header.kind === "incomplete") expect(all.length).toBeLessThan(4_096 + 16);
      }),
      { numRuns: 5_000 },
    );
  });
});
