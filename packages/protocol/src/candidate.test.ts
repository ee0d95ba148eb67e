import fc from "fast-check";
import { describe, expect, test } from "vitest";
import descriptions from "../fixtures/descriptions.json" with { type: "json" };
import { scopeOf } from "./address.ts";
import { type CandidateRefusal, checkCandidate } from "./candidate.ts";
import type { Candidate } from "./messages.ts";

const of = (candidate: string, more: Partial<Candidate> = {}): Candidate => ({
  candidate,
  sdpMid: "0",
  sdpMLineIndex: 0,
  ...more,
});
const at = (address: string): Candidate => of(`candidate:1 1 udp 2122260223 ${address} 50000 typ host`);
const check = (candidate: Candidate, allowLoopback = false) => checkCandidate(candidate, { allowLoopback });

describe.each(Object.entries(descriptions))("CAND-1: what %s really gathers", (_, { candidates }) => {
  test("is used, but for the second component, which nobody needs", () => {
    for (const candidate of candidates) {
      const second = / 2 (?:UDP|TCP) /.test(candidate.candidate);
      expect(check(candidate), candidate.candidate).toBe(second ? "malformed" : undefined);
      if (!second) expect(scopeOf(candidate.candidate.split(" ")[4] ?? "")).toBe("mdns");
    }
  });
});

test.each([
  "candidate:1 1 udp 2122260223 192.168.1.4 50000 typ host generation 0 ufrag EEtu network-id 1 network-cost 10",
  "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0",
  "candidate:1 1 udp 41885439 198.51.100.3 3478 typ relay raddr 203.0.113.7 rport 46154",
  "candidate:1 1 UDP 2122260223 2001:db8::7 50000 typ prflx raddr :: rport 9",
  "candidate:2 1 TCP 2105458943 198.51.100.3 9 typ host tcptype active",
  "candidate:a+/9 1 tcp 1 198.51.100.3 443 typ host tcptype passive",
  "",
])("CAND-1: %j is used", (line) => {
  expect(check(of(line))).toBeUndefined();
});

test.each([
  "candidate:1 2 udp 1 198.51.100.3 9 typ host",
  "candidate:1 1 sctp 1 198.51.100.3 9 typ host",
  "candidate:1 1 udp 0 198.51.100.3 9 typ host",
  "candidate:1 1 udp 4294967296 198.51.100.3 9 typ host",
  "candidate:1 1 udp 1 198.51.100.3 0 typ host",
  "candidate:1 1 udp 1 198.51.100.3 65536 typ host",
  "candidate:1 1 udp 1 198.51.100.3 9 typ other",
  "candidate:1 1 udp 1 example.org 9 typ host",
  "candidate:1 1 udp 1 printer.local 9 typ host",
  "candidate:1 1 udp 1 198.51.100.3 9",
  "candidate:1 1 udp 1 198.51.100.3 9 typ host raddr",
  "candidate:1 1 udp 1 198.51.100.3 9 typ srflx raddr example.org rport 9",
  "candidate:1 1 udp 1 198.51.100.3 9 typ srflx raddr 0.0.0.0 rport 65536",
  "candidate:1 1 tcp 1 198.51.100.3 9 typ host tcptype sideways",
  "candidate:1  1 udp 1 198.51.100.3 9 typ host",
  "candidate:1 1 udp 1 198.51.100.3 9 typ host\r\na=candidate:2 1 udp 1 127.0.0.1 9 typ host",
  "candidate:1 1 udp 1 198.51.100.3 9 typ host \u00e9 x",
  `candidate:1 1 udp 1 198.51.100.3 9 typ host x ${"y".repeat(512)}`,
  `candidate:${"1".repeat(33)} 1 udp 1 198.51.100.3 9 typ host`,
  "a=candidate:1 1 udp 1 198.51.100.3 9 typ host",
  " ",
  "hello",
])("CAND-1: %j is malformed", (line) => {
  expect(check(of(line), true)).toBe("malformed");
});

test.each([
  of("", { sdpMid: "0\r\na=x" }),
  of("", { usernameFragment: "a b" }),
  of("", { sdpMid: "\u00e9" }),
])("CAND-1: section and fragment names are checked too: %j", (candidate) => {
  expect(check(candidate)).toBe("malformed");
});

test.each<[string, CandidateRefusal]>([
  ["127.0.0.1", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["169.254.10.10", "link-local"],
  ["fe80::1", "link-local"],
  ["224.0.0.251", "multicast"],
  ["ff02::fb", "multicast"],
  ["0.0.0.0", "unspecified"],
  ["::", "unspecified"],
  ["255.255.255.255", "broadcast"],
  ["250.0.0.1", "reserved"],
  ["169.254.169.254", "metadata"],
  ["64:ff9b::a9fe:a9fe", "metadata"],
  ["2002:7f00:1::1", "loopback"],
])("CAND-2: %s is refused as %s", (address, reason) => {
  expect(check(at(address))).toBe(reason);
});

test("CAND-2: loopback, and only that, is used where both devices may be one machine", () => {
  for (const address of ["127.0.0.1", "::1"]) expect(check(at(address), true)).toBeUndefined();
  for (const address of ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"]) {
    expect(check(at(address), true)).not.toBeUndefined();
  }
});

test("CAND-2: private addresses are used, and told apart from public ones", () => {
  expect(check(at("192.168.1.4"))).toBeUndefined();
  expect(scopeOf("192.168.1.4")).toBe("private");
  expect(scopeOf("198.51.100.3")).toBe("public");
});

test("F-05: no line that is used leads to a refused address", () => {
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom(
      "127.0.0.1",
      "0.0.0.0",
      "::",
      "::1",
      "::ffff:7f00:1",
      "fe80::1",
      "ff02::1",
      "169.254.169.254",
      "x.local",
    ),
    fc.string(),
  );
  const token = fc.oneof(
    fc.constantFrom("udp", "tcp", "typ", "host", "raddr", "1", "9", "", "candidate:1"),
    fc.string(),
    address,
  );
  const line = fc.oneof(
    fc.array(token, { maxLength: 14 }).map((tokens) => `candidate:${tokens.join(" ")}`),
    fc
      .tuple(address, fc.nat(70_000), fc.array(token, { maxLength: 4 }))
      .map(
        ([where, port, more]) =>
          `candidate:1 1 udp 1 ${where} ${port} typ host${more.map((word) => ` ${word}`).join("")}`,
      ),
    fc.string(),
  );
  let used = 0;
  fc.assert(
    fc.property(line, (text) => {
      if (check(of(text)) !== undefined || text === "") return;
      used++;
      // The fifth word is where a browser would send packets to.
      expect(["public", "private", "mdns"]).toContain(scopeOf(text.split(" ")[4] ?? ""));
      expect(text).toMatch(/^[\x20-\x7e]{1,512}$/);
    }),
    { numRuns: 5000 },
  );
  expect(used).toBeGreaterThan(100);
});
