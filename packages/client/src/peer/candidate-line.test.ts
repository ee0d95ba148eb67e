import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hiddenLine, isPrivate, readCandidateLine } from "./candidate-line.ts";

const RELAY =
  "candidate:842163049 1 udp 41885439 198.51.100.7 50123 typ relay raddr 192.168.1.20 rport 54321 generation 0 ufrag abcd network-cost 50";

describe("hiddenLine", () => {
  it("ICE-5, RFC 8839 5.1: a relayed candidate leaves without the address it was asked for from", () => {
    expect(hiddenLine(RELAY)).toBe(
      "candidate:842163049 1 udp 41885439 198.51.100.7 50123 typ relay raddr 0.0.0.0 rport 9 generation 0 ufrag abcd network-cost 50",
    );
    expect(hiddenLine("candidate:1 1 udp 1 2001:db8::7 5 typ relay raddr 2001:db8:1::2 rport 4000")).toBe(
      "candidate:1 1 udp 1 2001:db8::7 5 typ relay raddr :: rport 9",
    );
    expect(hiddenLine("candidate:1 1 UDP 1 198.51.100.7 5 typ relay")).toBe(
      "candidate:1 1 UDP 1 198.51.100.7 5 typ relay",
    );
  });

  it("ICE-5: nothing but a relayed candidate leaves", () => {
    for (const type of ["host", "srflx", "prflx"]) {
      expect(hiddenLine(`candidate:1 1 udp 1 192.0.2.1 5 typ ${type}`)).toBeUndefined();
    }
    expect(hiddenLine("")).toBeUndefined();
  });

  it("ICE-5: whatever a browser writes, the related address is not in what leaves", () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    const spaced = fc.constantFrom("raddr", "RADDR", "Raddr");
    fc.assert(
      fc.property(address, address, fc.nat(65_535), spaced, (own, relay, port, name) => {
        const line = hiddenLine(
          `candidate:1 1 udp 1 ${relay} 5 typ relay ${name} ${own} rport ${port} generation 0`,
        );
        const words = line?.split(" ").slice(8);
        expect(words).toEqual([
          "raddr",
          relay.includes(":") ? "::" : "0.0.0.0",
          "rport",
          "9",
          "generation",
          "0",
        ]);
      }),
    );
  });
});

it("RFC 8839 5.1: reads address and type, and nothing of anything else", () => {
  expect(readCandidateLine(RELAY)).toEqual({ address: "198.51.100.7", type: "relay" });
  expect(readCandidateLine("")).toBeUndefined();
  expect(readCandidateLine("candidate:1 1 udp 1 192.0.2.1 5 type host")).toBeUndefined();
});

it("CAND-3, CAND-4: waits for what leads into a network of one's own, however it is written", () => {
  for (const near of [
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "fd00::1",
    "::ffff:c0a8:1",
    "2002:c0a8:1::1",
    "none",
  ])
    expect(isPrivate(near), near).toBe(true);
  for (const far of ["8.8.8.8", "2a00:1450:4001::5", "5a3f1c2e-0000-4000-8000-0123456789ab.local"])
    expect(isPrivate(far), far).toBe(false);
});
