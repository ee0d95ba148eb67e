import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as stun from "./index.ts";
import { ipv4, ipv6 } from "./ip-address.ts";

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const port = fc.integer({ min: 0, max: 65_535 });
const address = fc.oneof(
  fc.record({ ip: word.map(ipv4), port }),
  fc.record({ ip: fc.tuple(word, word, word, word).map((words) => ipv6(...words)), port }),
);
const byte = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 65_535 });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bytes = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((array) => Buffer.from(array));
const text = fc.string({ maxLength: 100, unit: "binary" }).filter((value) => !value.includes("\ufffd"));
const code = fc.integer({ min: 300, max: 699 });

function roundTrip<T>(attribute: stun.Attribute<T>, values: fc.Arbitrary<T>) {
  test(`TURN-3: ${attribute.name} comes back as it was written`, () => {
    fc.assert(
      fc.property(values, bytes(12, 12), (value, id) => {
        const writer = new stun.MessageWriter(stun.METHOD.allocate, stun.CLASS.success, id);
        const message = stun.readMessage(writer.add(attribute, value).finish());
        expect(typeof message === "string" ? message : message.read(attribute)).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  test(`TURN-3: ${attribute.name} never throws on anything`, () => {
    fc.assert(
      fc.property(bytes(0, 64), (value) => {
        const whole = Buffer.concat([Buffer.alloc(20), value]);
        const read = attribute.read(whole, 20, value.length, 0);
        // What was read can be written again.
        if (read !== undefined) attribute.write(Buffer.alloc(1100), 20, read, 0);
      }),
      { numRuns: 500 },
    );
  });
}

describe("attributes", () => {
  for (const attribute of [
    stun.MAPPED_ADDRESS,
    stun.XOR_MAPPED_ADDRESS,
    stun.XOR_PEER_ADDRESS,
    stun.XOR_RELAYED_ADDRESS,
    stun.ALTERNATE_SERVER,
  ]) {
    roundTrip(attribute, address);
  }
  for (const attribute of [stun.USERNAME, stun.REALM, stun.NONCE, stun.SOFTWARE]) roundTrip(attribute, text);
  for (const attribute of [
    stun.REQUESTED_TRANSPORT,
    stun.REQUESTED_ADDRESS_FAMILY,
    stun.ADDITIONAL_ADDRESS_FAMILY,
  ]) {
    roundTrip(attribute, byte);
  }
  roundTrip(stun.CHANNEL_NUMBER, u16);
  roundTrip(stun.PASSWORD_ALGORITHM, u16);
  roundTrip(stun.LIFETIME, u32);
  roundTrip(stun.DATA, bytes(0, 200));
  roundTrip(stun.MOBILITY_TICKET, bytes(0, 20));
  roundTrip(stun.RESERVATION_TOKEN, bytes(8, 8));
  roundTrip(stun.USERHASH, bytes(32, 32));
  roundTrip(stun.MESSAGE_INTEGRITY, bytes(20, 20));
  roundTrip(
    stun.MESSAGE_INTEGRITY_SHA256,
    fc.integer({ min: 4, max: 8 }).chain((words) => bytes(4 * words, 4 * words)),
  );
  roundTrip(stun.DONT_FRAGMENT, fc.constant(true as const));
  roundTrip(stun.EVEN_PORT, fc.record({ reserveNext: fc.boolean() }));
  roundTrip(stun.UNKNOWN_ATTRIBUTES, fc.array(u16, { maxLength: 20 }));
  roundTrip(stun.PASSWORD_ALGORITHMS, fc.array(u16, { minLength: 1, maxLength: 5 }));
  roundTrip(stun.ERROR_CODE, fc.record({ code, reason: text }));
  roundTrip(stun.ADDRESS_ERROR_CODE, fc.record({ family: fc.constantFrom(4 as const, 6 as const), code }));
});

describe("addresses", () => {
  test("TURN-3: text of an address is canonical and reads back", () => {
    fc.assert(
      fc.property(address, ({ ip }) => {
        expect(stun.parseIp(ip.text)).toEqual(ip);
      }),
    );
    expect(stun.parseIp("2001:DB8:0:0:1:0:0:1")?.text).toBe("2001:db8::1:0:0:1");
    expect(stun.parseIp("fe80::1%eth0")?.text).toBe("fe80::1");
    expect(stun.parseIp("::ffff:127.0.0.1")?.text).toBe("::ffff:7f00:1");
    for (const bad of ["", "1.2.3", "1.2.3.256", "01.2.3.4", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "g::"]) {
      expect(stun.parseIp(bad), bad).toBeUndefined();
    }
  });
});
