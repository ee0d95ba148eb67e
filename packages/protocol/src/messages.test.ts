import fc from "fast-check";
import { expect, test } from "vitest";
import { ProtocolError } from "./errors.ts";
import { type Message, readMessage, readProfile } from "./messages.ts";

const candidate = { candidate: "", sdpMid: "0", sdpMLineIndex: 0 };
const MESSAGES: readonly Message[] = [
  { t: "offer", ep: 0, o: 0, sdp: "v=0\r\n" },
  { t: "answer", ep: 3, o: 4, sdp: "v=0\r\n" },
  { t: "cand", ep: 0, c: [candidate, { ...candidate, usernameFragment: "abcd" }] },
  { t: "accept", call: "0123456789abcdef", c: [] },
  { t: "accept", call: "0123456789abcdef", n: "Bob", c: [candidate] },
  { t: "deny", r: "declined" },
  { t: "deny", r: "locked", m: "five-minutes" },
  { t: "bye", r: "left" },
  { t: "restart", ep: 1 },
  { t: "media", n: 1, a: true, v: false, s: false },
  { t: "media", n: 1, a: true, v: true, s: false, p: true },
  { t: "line", n: 2, s: "weak" },
];

test.each(MESSAGES)("MSG-1: $t survives the wire", (message) => {
  expect(readMessage(JSON.stringify(message))).toEqual(message);
});

test.each(MESSAGES)(
  "MSG-1: $t with an unknown key, without one of its keys or with one of another type is refused",
  (message) => {
    const optional = new Set(["accept n", "deny m", "media p"]);
    const refused = (value: unknown) =>
      expect(() => readMessage(JSON.stringify(value)), JSON.stringify(value)).toThrow(ProtocolError);
    refused({ ...message, x: 1 });
    for (const key of Object.keys(message)) {
      const { [key]: _, ...rest } = { ...message } as Record<string, unknown>;
      if (!optional.has(`${message.t} ${key}`)) refused(rest);
      refused({ ...rest, [key]: {} });
      refused({ ...rest, [key]: null });
    }
  },
);

test.each([
  ["21 candidates", { t: "cand", ep: 0, c: Array(21).fill(candidate) }],
  ["a candidate of 513 characters", { t: "cand", ep: 0, c: [{ ...candidate, candidate: "c".repeat(513) }] }],
  ["a description above 16 KiB", { t: "offer", ep: 0, o: 0, sdp: "v".repeat(16_385) }],
  ["a generation below 0", { t: "restart", ep: -1 }],
  ["a generation that is no whole number", { t: "restart", ep: 0.5 }],
  ["a generation above 2^31", { t: "restart", ep: 2 ** 31 }],
  ["a call id in capitals", { t: "accept", call: "0123456789ABCDEF", c: [] }],
  ["a name of 65 characters", { t: "accept", call: "0123456789abcdef", n: "n".repeat(65), c: [] }],
  ["a sixth media section", { t: "cand", ep: 0, c: [{ ...candidate, sdpMLineIndex: 5 }] }],
])("MSG-2: refuses %s", (_, message) => {
  expect(() => readMessage(JSON.stringify(message))).toThrow(ProtocolError);
});

test("MSG-1, HS-6: any text is read or refused, never anything else", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify({ t: "media", ...(value as object) })),
    fc.constantFrom(
      '{"__proto__":{"t":"bye"}}',
      '{"t":"__proto__"}',
      '{"t":"constructor"}',
      "[]",
      "null",
      "\u0000",
    ),
  );
  for (const read of [readMessage, readProfile]) {
    fc.assert(
      fc.property(text, (input) => {
        try {
          read(input);
        } catch (error) {
          expect(error).toMatchObject({ name: "ProtocolError", code: "message-malformed" });
        }
      }),
      { numRuns: 500 },
    );
  }
});

test("HS-6: a profile is a name of at most 64 characters and at most 16 capabilities", () => {
  expect(readProfile('{"n":"","c":[]}')).toEqual({ n: "", c: [] });
  expect(readProfile(JSON.stringify({ n: "n".repeat(64), c: ["v"] })).n).toHaveLength(64);
  for (const profile of [
    { n: "n".repeat(65), c: [] },
    { n: "", c: Array(17).fill("v") },
    { n: "" },
    { n: 1, c: [] },
  ]) {
    expect(() => readProfile(JSON.stringify(profile))).toThrow(ProtocolError);
  }
});

test("KNOCK-9: a reply is one of four words, never a text of the other person", () => {
  for (const m of ["<b>no</b>", "", "FIVE-MINUTES", "told"]) {
    expect(() => readMessage(JSON.stringify({ t: "deny", r: "declined", m })), m).toThrow(ProtocolError);
  }
});
