import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, equal, fromBase64url, fromHex, lp, sha256, toBase64url, toHex, utf8 } from "./bytes.ts";
import { base64urlLength } from "./envelope/fields.ts";
import { ProtocolError } from "./errors.ts";

const bytes = fc.uint8Array({ maxLength: 200 }).map((value) => Uint8Array.from(value));

test("base64url: the examples of RFC 4648 section 10, without padding", () => {
  const examples = {
    "": "",
    f: "Zg",
    fo: "Zm8",
    foo: "Zm9v",
    foob: "Zm9vYg",
    fooba: "Zm9vYmE",
    foobar: "Zm9vYmFy",
  };
  for (const [text, encoded] of Object.entries(examples)) {
    expect(toBase64url(utf8(text))).toBe(encoded);
    expect(fromBase64url(encoded)).toEqual(utf8(text));
  }
});

test("base64url: the same as Node's for any bytes, and back", () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const text = toBase64url(value);
      expect(text).toBe(Buffer.from(value).toString("base64url"));
      expect(text).toHaveLength(base64urlLength(value.length));
      expect(fromBase64url(text, value.length)).toEqual(value);
    }),
  );
});

test("base64url: any text is either refused or the one spelling of its bytes", () => {
  const character = fc.constantFrom(..."ABCxyz019-_+/= \n\u00e9\u{1F600}");
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: character, maxLength: 12 }), fc.string()), (text) => {
      try {
        expect(toBase64url(fromBase64url(text))).toBe(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        expect(error).toMatchObject({ code: "bytes-malformed" });
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["A", undefined],
  ["AA==", undefined],
  ["AB", undefined],
  ["AAB", undefined],
  ["A+/A", undefined],
  ["AA A", undefined],
  ["AAAA", 2],
  ["AAA", 3],
])("base64url: refuses %j as %s bytes", (text, length) => {
  expect(() => fromBase64url(text, length)).toThrow(ProtocolError);
});

test("hexadecimal: round trip, either case in, lower case out", () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(fromHex(toHex(value))).toEqual(value);
      expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
    }),
  );
  for (const text of ["0", "0g", "0x00", " 00", "00\n"]) expect(() => fromHex(text)).toThrow(ProtocolError);
});

test("equal: true for the same bytes only", () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(equal(a, a.slice())).toBe(true);
      expect(equal(a, b)).toBe(toHex(a) === toHex(b));
      expect(equal(a, concat(a, Uint8Array.of(0)))).toBe(false);
    }),
  );
});

test("lp: length as u16, big-endian; refuses what has no such length", () => {
  expect(lp(new Uint8Array(258)).slice(0, 2)).toEqual(Uint8Array.of(1, 2));
  expect(lp(new Uint8Array(65_535))).toHaveLength(65_537);
  expect(() => lp(new Uint8Array(65_536))).toThrow(RangeError);
});

test("sha256: the example of FIPS 180-4, also in parts", async () => {
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(toHex(await sha256(utf8("abc")))).toBe(expected);
  expect(toHex(await sha256(utf8("a"), utf8(""), utf8("bc")))).toBe(expected);
});
