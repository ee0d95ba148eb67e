import fc from "fast-check";
import { expect, test } from "vitest";
import { TurnClientError } from "./errors.ts";
import { parseServerUrl } from "./server-url.ts";

const brief = (text: string) => {
  const { scheme, host, port, transport } = parseServerUrl(text);
  return `${scheme} ${host} ${port} ${transport}`;
};

test.each([
  ["stun:example.org", "stun example.org 3478 udp"],
  ["stun:example.org:19302", "stun example.org 19302 udp"],
  ["stuns:example.org", "stuns example.org 5349 tls"],
  ["turn:example.org", "turn example.org 3478 udp"],
  ["turn:example.org?transport=udp", "turn example.org 3478 udp"],
  ["turn:192.0.2.1:80?transport=tcp", "turn 192.0.2.1 80 tcp"],
  ["turns:example.org", "turns example.org 5349 tls"],
  ["TURNS:example.org:443?Transport=TCP", "turns example.org 443 tls"],
  ["turn:[2001:db8::1]", "turn 2001:db8::1 3478 udp"],
  ["turns:[2001:db8::1]:443?transport=tcp", "turns 2001:db8::1 443 tls"],
])("RFC 7064 and 7065: %s", (text, expected) => {
  expect(brief(text)).toBe(expected);
});

test.each([
  "",
  "example.org",
  "https://example.org",
  "turn:",
  "turn://example.org",
  "turn:user@example.org",
  "turn:example.org:0",
  "turn:example.org:65536",
  "turn:example.org:",
  "turn:example.org/path",
  "turn:example.org?transport=sctp",
  "turn:example.org?transport=tcp&x=1",
  "turns:example.org?transport=udp",
  "stun:example.org?transport=udp",
  "turn:2001:db8::1",
  "turn:[2001:db8::1",
  "turn:[192.0.2.1]",
  "turn:[2001:db8::1::2]",
  "turn:192.0.2.256",
  "turn:1.2.3",
  "turn:example.org ",
  "turn:exam\nple.org",
])("refuses %j", (text) => {
  expect(() => parseServerUrl(text)).toThrow(expect.objectContaining({ code: "url-invalid" }));
});

test("no text makes it fail in another way, and what it takes comes out as it went in", () => {
  const near = fc.stringMatching(
    /^(stuns?|turns?):[[\]a-f0-9:.-]{0,20}(:[0-9]{0,6})?(\?transport=(udp|tcp|x))?$/,
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      try {
        const { scheme, host, family, port, transport } = parseServerUrl(text);
        const query = scheme === "turn" && transport === "tcp" ? "?transport=tcp" : "";
        const again = `${scheme}:${family === 6 ? `[${host}]` : host}:${port}${query}`;
        expect(parseServerUrl(again)).toEqual({ scheme, host, family, port, transport });
      } catch (error) {
        expect(error).toBeInstanceOf(TurnClientError);
      }
    }),
    { numRuns: 5000 },
  );
});
