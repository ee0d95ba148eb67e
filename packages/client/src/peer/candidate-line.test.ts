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

describe("isPrivate", () => {
  it.each([
    "10.0.0.1",
    "172.16.0.1",
    "172.31.9.9",
    "192.168.0.1",
    "100.64.0.1",
    "100.127.1.1",
    "127.0.0.1",
    "fd00::1",
    "fc12:3::4",
    "fec0::1",
    "::1",
    "::ffff:192.168.0.1",
    "::ffff:c0a8:1",
    "::c0a8:1",
    "::ffff:0:192.168.0.1",
    "64:ff9b::c0a8:1",
    "2002:c0a8:1::1",
    "2001:0:1::3f57:fffe",
    "2001::1",
  ])("CAND-3, CAND-4: %s waits", (address) => {
    expect(isPrivate(address)).toBe(true);
  });
  it.each([
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "193.168.0.1",
    "2a00:1450:4001::5",
    "2001:4860::8888",
    "3fff::1",
    "5a3f1c2e-0000-4000-8000-0123456789ab.local",
  ])("CAND-4: %s does not", (address) => {
    expect(isPrivate(address)).toBe(false);
  });
});
