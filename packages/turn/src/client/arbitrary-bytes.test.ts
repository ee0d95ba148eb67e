import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASS, METHOD } from "../stun/header.ts";
import { parseIp } from "../stun/ip-address.ts";
import { MessageWriter } from "../stun/message-writer.ts";
import { readChannelMessage } from "./channel-bind.ts";
import { Connection, type DataListener } from "./connection.ts";
import { readDataMessage } from "./send.ts";

const ip = parseIp("127.0.0.1");

/** Messages as a server could send them, with any bytes as attributes. */
const message = fc
  .tuple(
    fc.constantFrom(...Object.values(METHOD)),
    fc.constantFrom(...Object.values(CLASS)),
    fc.uint8Array({ minLength: 12, maxLength: 12 }),
    fc.array(
      fc.tuple(
        fc.constantFrom(0x01, 0x09, 0x12, 0x13, 0x14, 0x15, 0x16, 0x20),
        fc.uint8Array({ maxLength: 24 }),
      ),
    ),
  )
  .map(([method, messageClass, id, attributes]) => {
    const writer = new MessageWriter(method, messageClass, id, 8192);
    for (const [type, value] of attributes) {
      writer.add({ type, name: "any", read: () => undefined, write: put }, value);
    }
    return Uint8Array.from(writer.finish());
  });

function put(into: Buffer, at: number, value: Uint8Array): number {
  into.set(value, at);
  return value.length;
}

test("no bytes from the server make the client throw", () => {
  let taken = 0;
  const listener: DataListener = {
    indication: (received) => {
      if (readDataMessage(received) !== undefined) taken++;
    },
    channelData: (bytes) => {
      if (readChannelMessage(bytes) !== undefined) taken++;
    },
    ended: () => undefined,
  };
  if (ip === undefined) throw new Error("no address");
  const connection = new Connection(ip, 100);
  connection.data = listener;
  const channel = fc.uint8Array({ maxLength: 40 }).map((rest) => Uint8Array.from([0x40, 1, 0, ...rest]));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), message, channel), (bytes) => {
      connection.listener.received(Buffer.from(bytes));
    }),
    { numRuns: 20_000 },
  );
  expect(taken).toBeGreaterThan(100);
});
