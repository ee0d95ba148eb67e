import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random, toBase64url } from "../bytes.ts";
import { SERVER_ERRORS } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { isClientEvent, isServerEvent, readAck, readClientPayload, readServerPayload } from "./check.ts";
import { CLIENT_EVENTS, SERVER_EVENTS } from "./events.ts";

const text = (bytes: number): string => toBase64url(random(bytes));
const CLIENT_NAMES = Object.keys(CLIENT_EVENTS).filter(isClientEvent);
const SERVER_NAMES = Object.keys(SERVER_EVENTS).filter(isServerEvent);

const JOIN = { v: 1, room: text(16), role: "guest", key: text(65), host: "call.example", sig: text(64) };
const CLIENT_EXAMPLES = {
  join: [JOIN, { ...JOIN, role: "host", salt: text(16), host: "[2001:db8::1]" }],
  knock: [{ b: text(66) }],
  frame: [{ b: text(43) }, { p: 1, b: text(LIMITS.messageBytes) }],
  admit: [{ key: text(32), ep: 0, sig: text(64) }],
  dismiss: [{ p: 2 }, { p: 2, b: text(299) }],
  leave: [{}],
  turn: [{}, { p: 3 }],
  alive: [{}],
} as const;
const SERVER_EXAMPLES = {
  hello: [
    { v: 1, n: text(16), max: LIMITS.messageBytes },
    { v: 1, n: text(16), max: LIMITS.messageBytes, app: "0.1.0+ab12" },
  ],
  knock: [{ p: 1, b: text(66) }],
  frame: [{ b: text(299) }, { p: 1, b: text(299) }],
  gone: [
    { p: 1, r: "left" },
    { p: 1, r: "lost" },
  ],
  queue: [{ n: 0 }, { n: 20 }],
  lobby: [{ host: "here" }, { host: "busy", place: 3 }, { host: "away" }],
  peer: [
    { s: "on", ep: 1 },
    { s: "off", ep: 1, p: 1 },
    { s: "left", ep: 2 },
  ],
  admitted: [{ ep: 1 }],
  dismissed: [{}, { b: text(299) }],
  superseded: [{}],
  drain: [{ in: 20_000 }],
  err: [{ err: "rate", retry: 500 }, { err: "bad" }],
} as const;
const ACK_EXAMPLES = {
  join: [
    { ok: true, seat: "host", peer: false, ep: 0, waiting: 0 },
    { ok: true, seat: "lobby", peer: true, ep: 4, host: "busy" },
    { err: "auth" },
  ],
  knock: [{ ok: true, place: 0 }, { err: "busy" }],
  admit: [{ ok: true, ep: 1, p: 1, peer: true }, { err: "stale" }],
  dismiss: [{ ok: true }],
  leave: [{ ok: true }],
  turn: [
    { ok: true, ttl: 600, servers: [] },
    {
      ok: true,
      ttl: 600,
      servers: [
        { urls: ["stun:call.example:3478"] },
        { urls: ["turns:[2001:db8::1]:443?transport=tcp"], username: "1:a.h", credential: "c2VjcmV0" },
      ],
      more: true,
    },
    { err: "closed" },
  ],
} as const;

describe("EV-1, EV-2: examples of every event are read as they are", () => {
  test.each(CLIENT_NAMES)("device: %s", (name) => {
    for (const example of CLIENT_EXAMPLES[name]) expect(readClientPayload(name, example)).toEqual(example);
  });
  test.each(SERVER_NAMES)("server: %s", (name) => {
    for (const example of SERVER_EXAMPLES[name]) expect(readServerPayload(name, example)).toEqual(example);
  });
  test.each(Object.keys(ACK_EXAMPLES) as (keyof typeof ACK_EXAMPLES)[])("answer to %s", (name) => {
    for (const example of ACK_EXAMPLES[name]) expect(readAck(name, example)).toEqual(example);
    expect(readAck(name, { ok: true, surprise: 1 })).toBeUndefined();
    expect(readAck(name, { ok: false })).toBeUndefined();
    expect(readAck(name, { err: "unheard-of" })).toBeUndefined();
  });
});

/** The example with one thing wrong: a key more, a key less that must be there, a value of another type. */
const spoiled = (example: object, required: (key: string) => boolean): unknown[] => {
  const entries: [string, unknown][] = Object.entries(example);
  const others = [null, {}, [], "", "\u0000", -1, 0.5, 2 ** 31, Number.NaN, true];
  return [
    { ...example, extra: 1 },
    ...entries.filter(([key]) => required(key)).map(([key]) => ({ ...example, [key]: undefined })),
    ...entries.flatMap(([key]) => others.map((other) => ({ ...example, [key]: other }))),
  ];
};

describe("EV-1, EV-2: a key more, a key less, or a value of another type is refused", () => {
  const always = (examples: readonly object[]) => (key: string) =>
    examples.every((example) => key in example);
  test.each(CLIENT_NAMES)("device: %s", (name) => {
    const examples = CLIENT_EXAMPLES[name];
    for (const example of examples) {
      for (const bad of spoiled(example, always(examples))) {
        expect(readClientPayload(name, bad), JSON.stringify(bad)).toBeUndefined();
      }
    }
  });
  test.each(SERVER_NAMES)("server: %s", (name) => {
    const examples = SERVER_EXAMPLES[name];
    for (const example of examples) {
      for (const bad of spoiled(example, always(examples))) {
        expect(readServerPayload(name, bad), JSON.stringify(bad)).toBeUndefined();
      }
    }
  });
});

test("EV-1: binary values have exactly their length and only characters of base64url", () => {
  for (const [key, bytes] of Object.entries({ room: 16, key: 65, sig: 64 })) {
    for (const bad of [text(bytes - 1), text(bytes + 1), `${text(bytes).slice(1)}+`, `${text(bytes)}=`]) {
      expect(readClientPayload("join", { ...JOIN, [key]: bad })).toBeUndefined();
    }
  }
});

test("EV-4: an opaque message has 43 bytes, those of a sync, to 24,576", () => {
  expect(readClientPayload("frame", { b: text(42) })).toBeUndefined();
  expect(readClientPayload("frame", { b: text(LIMITS.messageBytes + 1) })).toBeUndefined();
});

test("EV-1: names every object has are no events", () => {
  for (const name of [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    "JOIN",
    "connect",
    "disconnect",
  ]) {
    expect(isClientEvent(name)).toBe(false);
    expect(isServerEvent(name)).toBe(false);
  }
});

test("EV-3: whatever comes is read or refused, never thrown", () => {
  const anything = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withTypedArray: true,
    }),
    fc.jsonValue(),
    fc.record(
      {
        v: fc.constantFrom(1, 2, "1"),
        b: fc.string({ unit: fc.constantFrom(..."AQ_-+ "), maxLength: 100 }),
        p: fc.anything(),
        ep: fc.double(),
        key: fc.string(),
        sig: fc.string(),
        s: fc.constantFrom("on", "up"),
        n: fc.nat(30),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(anything, (input) => {
      for (const name of CLIENT_NAMES) readClientPayload(name, input);
      for (const name of SERVER_NAMES) readServerPayload(name, input);
      for (const name of ["join", "knock", "admit", "dismiss", "leave"] as const) readAck(name, input);
    }),
    { numRuns: 1000 },
  );
});

test("ERR-1: every refusal the server can send has a sentence, and nothing else is one", () => {
  for (const [code, sentence] of Object.entries(SERVER_ERRORS)) {
    expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
    expect(readServerPayload("err", { err: code })).toEqual({ err: code });
  }
  expect(readServerPayload("err", { err: "toString" })).toBeUndefined();
});
