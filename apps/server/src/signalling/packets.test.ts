import { readClientPayload } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeEvent, decodeFrame, encodeAck, encodeEvent, encodeTextFrame, FRAME_END } from "./packets.ts";

const base64url = (minLength: number, maxLength: number) =>
  fc.string({
    unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
    minLength,
    maxLength,
  });
/** What devices write: bytes in their one spelling. */
const opaque = fc
  .uint8Array({ minLength: 43, maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString("base64url"));
/** Texts around what is legal: cut, grown, with a character changed. */
const nearFrames = fc
  .tuple(
    fc.oneof(opaque, base64url(0, 120), base64url(57, 59), fc.string({ maxLength: 80 })),
    fc.option(fc.oneof(fc.integer(), fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, -1, 1.5)), {
      nil: undefined,
    }),
    fc.option(fc.tuple(fc.nat(140), fc.string({ minLength: 1, maxLength: 2 })), { nil: undefined }),
  )
  .map(([b, p, edit]) => {
    const text = `2${JSON.stringify(["frame", p === undefined ? { b } : { p, b }])}`;
    return edit ? text.slice(0, edit[0]) + edit[1] + text.slice(edit[0]) : text;
  });

describe("packets", () => {
  test("EV-1: the quick look at a frame never lets through what the schema refuses", () => {
    fc.assert(
      fc.property(nearFrames, (text) => {
        const frame = decodeFrame(text);
        if (!frame) return;
        const [name, payload] = JSON.parse(text.slice(1));
        expect([name, readClientPayload("frame", payload)]).toEqual(["frame", payload]);
        expect(payload).toEqual({
          ...(frame.p === undefined ? {} : { p: frame.p }),
          b: frame.rest.slice(0, -FRAME_END.length),
        });
      }),
      { numRuns: 20_000 },
    );
  });

  test("EV-1: it knows every frame as devices write it", () => {
    const legal = fc.record(
      { p: fc.integer({ min: 1, max: 2 ** 31 - 1 }), b: opaque },
      { requiredKeys: ["b"] },
    );
    fc.assert(
      fc.property(legal, ({ p, b }) => {
        const payload = p === undefined ? { b } : { p, b };
        expect(decodeFrame(`2${JSON.stringify(["frame", payload])}`)).toEqual({ p, rest: b + FRAME_END });
      }),
    );
    for (const [length, isLegal] of [
      [57, false],
      [58, true],
      [32_768, true],
      [32_769, false],
    ] as const) {
      expect(decodeFrame(`2["frame",{"b":"${"A".repeat(length)}"}]`) !== undefined).toBe(isLegal);
    }
  });

  test("EV-1: any text is an event or none, without an exception", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `["name",${json}]`),
        ),
        (text) => {
          const event = decodeEvent(`2${text}`);
          if (event) expect(typeof event.name).toBe("string");
        },
      ),
      { numRuns: 5_000 },
    );
    expect(decodeEvent('2["knock",{"b":1}]')).toEqual({ name: "knock", args: [{ b: 1 }], id: undefined });
    expect(decodeEvent('217["leave",{}]')).toEqual({ name: "leave", args: [{}], id: 17 });
  });

  test("EV-2: a text frame is final, not masked, and as long as it says (RFC 6455 section 5.2)", () => {
    const text = fc.string({ unit: fc.constantFrom(...'azAZ09-_{}[]",:'), maxLength: 150 });
    fc.assert(
      fc.property(text, text, (head, rest) => {
        const frame = encodeTextFrame(head, rest);
        const length = frame[1] === 126 ? frame.readUInt16BE(2) : frame[1];
        const payload = frame.subarray(frame[1] === 126 ? 4 : 2);
        expect([frame[0], length, payload.toString()]).toEqual([0x81, payload.length, `4${head}${rest}`]);
        expect(frame[1] === 126).toBe(payload.length > 125);
      }),
    );
    expect(encodeTextFrame("x".repeat(32_800), "").length).toBe(32_805);
    expect(encodeEvent("queue", { n: 1 })).toBe('2["queue",{"n":1}]');
    expect(encodeAck(17, { ok: true })).toBe('317[{"ok":true}]');
  });
});
