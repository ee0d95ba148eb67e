import { describe, expect, test } from "vitest";
import {
  addFingerprint,
  addIntegrity,
  CLASS,
  isIntegrityRight,
  longTermKey,
  METHOD,
  MessageWriter,
  NONCE,
  parseIp,
  REALM,
  readMessage,
  SOFTWARE,
  USERNAME,
  XOR_MAPPED_ADDRESS,
} from "./index.ts";
import { StunMessage } from "./message.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");
const read = (bytes: Buffer) => {
  const message = readMessage(bytes);
  if (!(message instanceof StunMessage)) throw new Error(message);
  return message;
};

// The values of RFC 5769 section 2.
const REQUEST = hex(`00010058 2112a442 b7e7a701bc34d686fa87dfae
  80220010 5354554e207465737420636c69656e74 00240004 6e0001ff 80290008 932ff9b151263b36
  00060009 6576746a3a68367659202020 00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf`);
const IPV4 = hex(`0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220
  00200008 0001a147e112a643 00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96`);
const IPV6 = hex(`01010048 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220
  00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
  00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c`);
const LONG_TERM =
  hex(`00010060 2112a442 78ad3433c6ad72c029da412e 00060012 e3839ee38388e383aae38383e382afe382b90000
  0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341
  0014000b 6578616d706c652e6f726700 00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666`);
const PASSWORD = Buffer.from("VOkJxbRl1RmTxUk/WvJxBt");

describe("RFC 5769", () => {
  test("TURN-1: 2.1, a request with fingerprint and short-term integrity", () => {
    const message = read(REQUEST);
    expect(message.read(SOFTWARE)).toBe("STUN test client");
    expect(message.read(USERNAME)).toBe("evtj:h6vY");
    expect(isIntegrityRight(message, "sha1", PASSWORD)).toBe(true);
    expect(isIntegrityRight(message, "sha1", Buffer.from("another"))).toBe(false);
  });

  test("TURN-1: 2.2 and 2.3, responses with IPv4 and IPv6", () => {
    expect(read(IPV4).read(XOR_MAPPED_ADDRESS)).toEqual({ ip: parseIp("192.0.2.1"), port: 32853 });
    expect(read(IPV6).read(XOR_MAPPED_ADDRESS)).toEqual({
      ip: parseIp("2001:db8:1234:5678:11:2233:4455:6677"),
      port: 32853,
    });
    for (const bytes of [IPV4, IPV6]) expect(isIntegrityRight(read(bytes), "sha1", PASSWORD)).toBe(true);
  });

  test("TURN-1: 2.4, long-term credentials, read and written byte for byte", () => {
    const message = read(LONG_TERM);
    // "TheMatrIX" is what SASLprep makes of the password in the RFC.
    const key = longTermKey(1, "マトリックス", "example.org", "TheMatrIX");
    expect(isIntegrityRight(message, "sha1", key)).toBe(true);
    const writer = new MessageWriter(METHOD.binding, CLASS.request, message.transactionId)
      .add(USERNAME, "マトリックス")
      .add(NONCE, "f//499k954d6OL34oL9FSTvy64sA")
      .add(REALM, "example.org");
    expect(addIntegrity(writer, "sha1", key).finish()).toEqual(LONG_TERM);
  });

  test("TURN-2: every changed bit is noticed by the fingerprint", () => {
    for (let bit = 0; bit < IPV4.length * 8; bit++) {
      const changed = Buffer.from(IPV4);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const message = readMessage(changed);
      // A changed type or length of the last attribute makes another message of it, one without a fingerprint.
      const isFingerprinted = message instanceof StunMessage && message.find(0x8028) !== undefined;
      expect(isFingerprinted, `bit ${bit}`).toBe(false);
    }
  });

  test("TURN-1: integrity over SHA-256 and fingerprint are what the reader expects", () => {
    const key = longTermKey(2, "name", "realm", "password");
    const writer = new MessageWriter(METHOD.allocate, CLASS.request, Buffer.alloc(12, 1)).add(
      USERNAME,
      "name",
    );
    const message = read(addFingerprint(addIntegrity(writer, "sha256", key)).finish());
    expect(isIntegrityRight(message, "sha256", key)).toBe(true);
    expect(isIntegrityRight(message, "sha1", key)).toBe(false);
  });
});
