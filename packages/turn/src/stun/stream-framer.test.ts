import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DATA } from "./attributes/data.ts";
import { CLASS, METHOD } from "./header.ts";
import { MessageWriter } from "./message-writer.ts";
import { StreamFramer } from "./stream-framer.ts";

const frame = fc.oneof(
  fc.integer({ min: 0, max: 500 }).map((length) => {
    const writer = new MessageWriter(METHOD.send, CLASS.indication, randomBytes(12));
    return writer.add(DATA, Buffer.alloc(length, 1)).finish();
  }),
  fc.integer({ min: 0, max: 500 }).map((length) => {
    const bytes = Buffer.alloc(4 + ((length + 3) & ~3), 2);
    bytes.writeUInt16BE(0x4001, 0);
    bytes.writeUInt16BE(length, 2);
    return bytes;
  }),
);

test("TURN-5: however a stream is cut, the same frames come out", () => {
  fc.assert(
    fc.property(
      fc.array(frame, { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
      (frames, cuts) => {
        const stream = Buffer.concat(frames);
        const framer = new StreamFramer(2048);
        const found: Buffer[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const end = at + (cuts[cut % cuts.length] ?? 1);
          const chunk = Buffer.from(stream.subarray(at, end));
          const isKnown = framer.push(chunk, (bytes, from, to) =>
            found.push(Buffer.from(bytes.subarray(from, to))),
          );
          expect(isKnown).toBe(true);
          at = end;
        }
        expect(found).toEqual(frames);
      },
    ),
  );
});

test("TURN-5: what is neither STUN nor ChannelData, or longer than a frame, loses the stream", () => {
  const lost = (...chunks: number[][]) => {
    const framer = new StreamFramer(2048);
    return chunks.map((chunk) => framer.push(Buffer.from(chunk), () => undefined)).includes(false);
  };
  expect(lost([0x47, 0x45, 0x54, 0x20])).toBe(true);
  expect(lost([0x16, 3, 1])).toBe(true);
  expect(lost([0x50, 0, 0, 0])).toBe(true);
  expect(lost([0x00, 0x03, 0x08, 0x00])).toBe(true);
  expect(lost([0x00], [0x03], [0x00], [0x02])).toBe(true);
  expect(lost([0x40, 0x01, 0x08, 0x00])).toBe(true);
  expect(lost([0x40, 0x01], [0x07, 0xfc])).toBe(false);
});

test("TURN-5: random bytes never throw and never make the framer hold more than a frame", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
      const framer = new StreamFramer(256);
      for (const chunk of chunks) {
        const isKnown = framer.push(Buffer.from(chunk), (_bytes, start, end) =>
          expect(end - start).toBeLessThanOrEqual(256),
        );
        if (!isKnown) return;
      }
    }),
    { numRuns: 2000 },
  );
});
