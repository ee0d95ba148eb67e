import fc from "fast-check";
import { describe, expect, test } from "vitest";
import descriptions from "../fixtures/descriptions.json" with { type: "json" };
import { type Bytes, fromHex, random, toHex } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { checkSdp } from "./sdp.ts";

const BROWSERS = Object.entries(descriptions);
const CHROMIUM = descriptions["chromium-156"];
const FINGERPRINT = fromHex(CHROMIUM.fingerprints.offer);
const OFFER = CHROMIUM.offer[0] ?? "";

const colons = (fingerprint: Bytes): string =>
  toHex(fingerprint)
    .toUpperCase()
    .replace(/..(?!$)/g, "$&:");
const check = (text: string, type: "offer" | "answer" = "offer") =>
  checkSdp(text, { fingerprint: FINGERPRINT, type });
const before = (line: string, added: string): string => OFFER.replace(line, `${added}\r\n${line}`);

describe.each(BROWSERS)("SDP-1 to SDP-3: what %s really makes is accepted", (_, recorded) => {
  for (const type of ["offer", "answer"] as const) {
    const fingerprint = fromHex(recorded.fingerprints[type]);
    test.each(recorded[type].map((text, i) => [i, text] as const))(`${type} %i`, (_index, text) => {
      expect(checkSdp(text, { fingerprint, type })).toBe(text);
    });
    test(`${type} of a device with another certificate is refused`, () => {
      for (const text of recorded[type]) {
        expect(() => checkSdp(text, { fingerprint: random(32), type })).toThrow(
          "a fingerprint nobody proved",
        );
      }
    });
  }

  test("SDP-3: with gathered candidates it is refused", () => {
    const fingerprint = fromHex(recorded.fingerprints.offer);
    expect(recorded.gathered).toContain("a=candidate:");
    expect(() => checkSdp(recorded.gathered, { fingerprint, type: "offer" })).toThrow(ProtocolError);
  });
});

test.each<[string, string, string]>([
  ["empty", "", "not lines"],
  ["without a last line end", OFFER.trimEnd(), "not lines"],
  ["with bare line feeds", OFFER.replaceAll("\r\n", "\n"), "not lines"],
  ["with a bare carriage return", before("s=-", "a=x\ra=candidate:1"), "not lines"],
  ["with a tab", before("s=-", "a=x\ty"), "not lines"],
  ["with a letter that is not ASCII", before("s=-", "a=x:\u00e9"), "not lines"],
  ["above 16 KiB", OFFER + "a=x\r\n".repeat(4000), "16 KiB"],
  ["above 600 lines", OFFER + "a=x\r\n".repeat(600), "600 lines"],
  ["with a line above 1 KiB", before("s=-", `a=x:${"y".repeat(1021)}`), "1 KiB"],
  ["of another version", OFFER.replace("v=0", "v=1"), "version"],
  ["with a line that has no type", before("s=-", "hello"), "unknown type"],
  ["with a key line", before("s=-", "k=clear:secret"), "unknown type"],
  ["with a space behind the type", before("s=-", "a= candidate:1"), "unknown type"],
  ["with an empty line", before("s=-", ""), "unknown type"],
])("SDP-1: refuses a description %s", (_, text, detail) => {
  expect(() => check(text)).toThrow(detail);
});

test.each<[string, string, string]>([
  ["without media", `${OFFER.split("m=")[0]}`, "media sections"],
  ["with six media sections", OFFER + OFFER.slice(OFFER.indexOf("m=")), "media sections"],
  ["with unsealed media", OFFER.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "another kind"],
  ["with keys from the description", OFFER.replace("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"), "another kind"],
  ["with text", OFFER.replace("m=audio", "m=text"), "another kind"],
  ["with another data protocol", OFFER.replace("webrtc-datachannel", "*"), "another kind"],
  ["without a fingerprint", OFFER.replaceAll(/a=fingerprint.*\r\n/g, ""), "no fingerprint"],
  ["with a foreign fingerprint", OFFER.replace(colons(FINGERPRINT), colons(random(32))), "nobody proved"],
  [
    "with a second, foreign fingerprint",
    before("a=setup:actpass", `a=fingerprint:sha-256 ${colons(random(32))}`),
    "nobody proved",
  ],
  [
    "with a foreign fingerprint in capitals",
    before("a=setup:actpass", `a=FINGERPRINT:sha-256 ${colons(random(32))}`),
    "nobody proved",
  ],
  [
    "with a SHA-1 fingerprint beside",
    before("a=setup:actpass", `a=fingerprint:sha-1 ${colons(random(20))}`),
    "not SHA-256",
  ],
  [
    "with a cut fingerprint",
    OFFER.replaceAll(`:${colons(FINGERPRINT).slice(-2)}\r\n`, "\r\n"),
    "not SHA-256",
  ],
  ["without ice-ufrag", OFFER.replaceAll(/a=ice-ufrag.*\r\n/g, ""), "no ice-ufrag"],
  ["without ice-pwd", OFFER.replaceAll(/a=ice-pwd.*\r\n/g, ""), "no ice-pwd"],
  ["without setup", OFFER.replaceAll(/a=setup.*\r\n/g, ""), "no setup"],
  ["with a short ice-ufrag", OFFER.replace(/a=ice-ufrag:.*/, "a=ice-ufrag:abc"), "ice-ufrag"],
  ["with a short ice-pwd", OFFER.replace(/a=ice-pwd:.*/, `a=ice-pwd:${"a".repeat(21)}`), "ice-pwd"],
  ["with a long ice-pwd", OFFER.replace(/a=ice-pwd:.*/, `a=ice-pwd:${"a".repeat(257)}`), "ice-pwd"],
  ["with setup holdconn", OFFER.replace("a=setup:actpass", "a=setup:holdconn"), "setup"],
  ["with a sctp-port of words", OFFER.replace(/a=sctp-port:.*/, "a=sctp-port:five"), "sctp-port"],
  [
    "with a message size of words",
    OFFER.replace(/a=max-message-size:.*/, "a=max-message-size:-1"),
    "max-message-size",
  ],
])("SDP-2: refuses a description %s", (_, text, detail) => {
  expect(text).not.toBe(OFFER);
  expect(() => check(text)).toThrow(detail);
});

test("SDP-2: an answer has taken a side", () => {
  const answer = CHROMIUM.answer[0] ?? "";
  const expected = { fingerprint: fromHex(CHROMIUM.fingerprints.answer), type: "answer" } as const;
  expect(() => checkSdp(answer.replaceAll("setup:active", "setup:actpass"), expected)).toThrow("setup");
  expect(checkSdp(answer.replaceAll("setup:active", "setup:passive"), expected)).toContain("passive");
});

test.each<[string, string]>([
  ["a candidate", before("a=setup:actpass", "a=candidate:1 1 udp 1 192.0.2.1 9 typ host")],
  ["a candidate in capitals", before("a=setup:actpass", "a=CANDIDATE:1 1 udp 1 192.0.2.1 9 typ host")],
  ["remote candidates", before("a=setup:actpass", "a=remote-candidates:1 192.0.2.1 9")],
  ["an address in c=", OFFER.replace("c=IN IP4 0.0.0.0", "c=IN IP4 192.0.2.1")],
  ["a name in c=", OFFER.replace("c=IN IP4 0.0.0.0", "c=IN IP4 host.example")],
  ["an address in rtcp", OFFER.replace(/a=rtcp:.*/, "a=rtcp:9 IN IP4 192.0.2.1")],
  ["a port", OFFER.replace("m=audio 9 ", "m=audio 50000 ")],
  ["keys of SDES", before("a=setup:actpass", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x")],
  ["keys of MIKEY", before("a=setup:actpass", "a=key-mgmt:mikey x")],
  ["keys of ZRTP", before("a=setup:actpass", "a=zrtp-hash:1.10 x")],
])("SDP-3: refuses a description with %s", (_, text) => {
  expect(text).not.toBe(OFFER);
  expect(() => check(text)).toThrow(ProtocolError);
});

/** What an accepted text holds that it may not, found without the validator's own parsing. */
const harmIn = (text: string): readonly string[] => {
  const lines = text.split(/[\r\n]+/).map((line) => line.toLowerCase().replaceAll(/\s/g, ""));
  const proven = `a=fingerprint:sha-256${colons(FINGERPRINT).toLowerCase()}`;
  const harm = lines.filter(
    (line) =>
      /^a=(?:candidate|remote-candidates|crypto|key-mgmt|zrtp-hash)/.test(line) ||
      (line.startsWith("a=fingerprint") && line !== proven) ||
      (line.startsWith("c=") && !/^c=in(?:ip40\.0\.0\.0|ip6::)$/.test(line)),
  );
  if (!lines.includes(proven)) harm.push("no fingerprint");
  if (text.length > 16_384) harm.push("length");
  return harm;
};

test("F-04: no mutation of a description passes a foreign fingerprint, a candidate, other keys or more than 16 KiB", () => {
  const hostile = fc.constantFrom(
    "a=candidate:1 1 udp 1 10.0.0.1 9 typ host",
    "A=candidate:1",
    "a=Candidate:1",
    "a =candidate:1",
    `a=fingerprint:sha-256 ${colons(random(32))}`,
    `a=fingerprint: sha-256 ${colons(random(32))}`,
    `a=Fingerprint:SHA-256 ${colons(random(32))}`,
    `a=fingerprint:sha-512 ${colons(random(64))}`,
    "a=crypto:1 x inline:y",
    "c=IN IP4 10.0.0.1",
    "m=audio 9 RTP/AVP 0",
    "",
  );
  const ending = fc.constantFrom("\r\n", "\n", "\r", "\r\r\n", "\u2028", "\u0085", "\0", "");
  const lines = OFFER.split("\r\n");
  const edit = fc.record({
    at: fc.nat(lines.length),
    remove: fc.nat(2),
    line: fc.oneof(hostile, hostile, fc.constantFrom(...lines), fc.string()),
    ending,
  });
  let passed = 0;
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), fc.nat(20), (edits, repeat) => {
      const changed = [...lines];
      for (const { at, remove, line, ending: end } of edits)
        changed.splice(at, remove, line + end.replace("\r\n", ""));
      const text = changed.join("\r\n") + "a=x:y\r\n".repeat(repeat * repeat);
      try {
        check(text);
        passed++;
      } catch (error) {
        if (error instanceof ProtocolError && error.code === "sdp-refused") return;
        throw error;
      }
      expect(harmIn(text)).toEqual([]);
    }),
    { numRuns: 1500 },
  );
  expect(passed).toBeGreaterThan(100);
});

test("F-04: any text is refused with its code and without its content", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(() => check(text)).toThrow(ProtocolError);
    }),
  );
});
