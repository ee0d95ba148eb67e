import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bytes, concat, random } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import {
  type DirectionKeys,
  encodeHeader,
  FRAME_TYPE,
  HEADER_LENGTH,
  isFrameLength,
  openFrame,
  pad,
  readHeader,
  sealFrame,
  unpad,
} from "./frame.ts";

/** 16,384 bytes less the length field (SPEC FRAME-3). */
const MAX_PLAINTEXT = 16_382;

const makeKeys = async (): Promise<DirectionKeys> => ({
  key: await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),
  iv: random(12),
});
const keys = await makeKeys();
const th = random(32);
const sid = random(16);
const contents = fc.uint8Array({ maxLength: 1100 }).map((value) => Uint8Array.from(value));
const numbers = fc.oneof(fc.nat(), fc.maxSafeNat());
const seal = (content: Bytes, seq = 1) =>
  sealFrame({ type: FRAME_TYPE.message, sid, dir: 1, seq }, keys, th, content);

test("FRAME-1: a header reads back as it was written", () => {
  fc.assert(
    fc.property(fc.nat(255), fc.constantFrom(0 as const, 1 as const), numbers, (type, dir, seq) => {
      const header = { type, sid, dir, seq };
      const bytes = encodeHeader(header);
      expect(bytes).toHaveLength(HEADER_LENGTH);
      expect(readHeader(bytes)).toEqual(header);
    }),
  );
});

test.each([
  ["26 bytes", (header: Bytes) => header.slice(0, 26)],
  ["version 2", (header: Bytes) => concat(Uint8Array.of(2), header.slice(1))],
  ["direction 2", (header: Bytes) => concat(header.slice(0, 18), Uint8Array.of(2), header.slice(19))],
  [
    "number above 2^53",
    (header: Bytes) => concat(header.slice(0, 19), Uint8Array.of(0, 32, 0, 0, 0, 0, 0, 0)),
  ],
])("FRAME-5: refuses a header of %s", (_, tamper) => {
  const header = encodeHeader({ type: 16, sid, dir: 0, seq: 1 });
  expect(() => readHeader(tamper(header))).toThrow(ProtocolError);
});

test("FRAME-3: padding comes off again and has one of four sizes, the smallest that fits", () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(1100), fc.nat(MAX_PLAINTEXT)), (length) => {
      const content = random(length);
      const padded = pad(content);
      expect([256, 1024, 4096, 16_384].find((size) => size >= content.length + 2)).toBe(padded.length);
      expect(unpad(padded)).toEqual(content);
    }),
  );
  expect(pad(new Uint8Array(MAX_PLAINTEXT))).toHaveLength(16_384);
  expect(() => pad(new Uint8Array(MAX_PLAINTEXT + 1))).toThrow(ProtocolError);
});

test("FRAME-3: any byte of the padding that is not zero is refused", () => {
  fc.assert(
    fc.property(contents, fc.nat(), fc.integer({ min: 1, max: 255 }), (content, place, value) => {
      const padded = pad(content);
      const free = padded.length - content.length - 2;
      fc.pre(free > 0);
      padded[2 + content.length + (place % free)] = value;
      expect(() => unpad(padded)).toThrow(ProtocolError);
    }),
  );
});

test("FRAME-3: a length beyond the frame, or padding to a larger size than needed, is refused", () => {
  const tooLong = new Uint8Array(256);
  tooLong.set([0, 255]);
  expect(() => unpad(tooLong)).toThrow(ProtocolError);
  expect(() => unpad(new Uint8Array(1024))).toThrow(ProtocolError);
  expect(() => unpad(new Uint8Array())).toThrow(ProtocolError);
});

test("FRAME-3: sizes on the wire are the four of the rule", async () => {
  for (const [content, wire] of [
    [0, 299],
    [254, 299],
    [255, 1067],
    [1023, 4139],
    [MAX_PLAINTEXT, 16_427],
  ] as const) {
    const frame = await seal(new Uint8Array(content));
    expect(frame).toHaveLength(wire);
    expect(isFrameLength(wire)).toBe(true);
  }
  for (const length of [0, 43, 298, 300, 16_428]) expect(isFrameLength(length)).toBe(false);
});

test("FRAME-2: a frame opens under its key, transcript and number", async () => {
  await fc.assert(
    fc.asyncProperty(contents, numbers, async (content, seq) => {
      expect(await openFrame(await seal(content, seq), keys, th)).toEqual(content);
    }),
    { numRuns: 50 },
  );
});

const opens = async (frame: Bytes): Promise<boolean> => {
  try {
    await openFrame(frame, keys, th);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    return false;
  }
};

test("FRAME-2: no changed bit anywhere in a frame is accepted", async () => {
  const frame = await seal(random(20));
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const changed = frame.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(await opens(changed), `bit ${bit}`).toBe(false);
  }
});

test("FRAME-2: no frame that was changed, cut, extended, or made of two is accepted", async () => {
  const frames = await Promise.all([0, 1, 2].map((seq) => seal(random(200), seq)));
  const [a = new Uint8Array(), b = new Uint8Array()] = frames;
  const place = fc.nat(a.length - 1);
  const change = fc.oneof(
    fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([at, noise]) => {
      const changed = a.slice();
      changed.set(noise.slice(0, a.length - at), at);
      return changed;
    }),
    place.map((end) => a.slice(0, end)),
    fc.uint8Array({ minLength: 1, maxLength: 800 }).map((more) => concat(a, more)),
    place.map((at) => concat(a.slice(0, at), b.slice(at))),
    fc.uint8Array({ minLength: 299, maxLength: 299 }).map((noise) => Uint8Array.from(noise)),
  );
  const known = new Set(frames.map((frame) => frame.join()));
  await fc.assert(
    fc.asyncProperty(change, async (changed) => {
      fc.pre(!known.has(changed.join()));
      expect(await opens(changed)).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test("FRAME-2: a frame of another transcript, key or nonce base does not open", async () => {
  const frame = await seal(random(20));
  await expect(openFrame(frame, keys, random(32))).rejects.toMatchObject({ code: "frame-forged" });
  await expect(openFrame(frame, await makeKeys(), th)).rejects.toMatchObject({ code: "frame-forged" });
  await expect(openFrame(frame, { ...keys, iv: random(12) }, th)).rejects.toMatchObject({
    code: "frame-forged",
  });
});
