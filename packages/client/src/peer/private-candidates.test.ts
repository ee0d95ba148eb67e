import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayUse, type Surroundings } from "./private-candidates.ts";

const line = (address: string, type = "host") => `candidate:1 1 udp 1 ${address} 5000 typ ${type}`;
const HOME = line("192.168.1.20");
/** Nothing speaks for a private candidate. */
const strange: Surroundings = {
  serverIsNear: false,
  gathered: true,
  ownReflexive: new Set(["198.51.100.1"]),
  theirReflexive: new Set(["203.0.113.9"]),
  ownRelayed: new Set(),
  waited: false,
};

describe("mayUse", () => {
  it("CAND-4: a private address waits until 2 s have passed", () => {
    expect(mayUse(HOME, strange)).toBe(false);
    expect(mayUse(HOME, { ...strange, waited: true })).toBe(true);
  });

  it("CAND-4: is used at once where the server is near", () => {
    expect(mayUse(HOME, { ...strange, serverIsNear: true })).toBe(true);
  });

  it("CAND-4: is used at once where both devices are behind one address", () => {
    const theirReflexive = new Set(["203.0.113.9", "198.51.100.1"]);
    expect(mayUse(HOME, { ...strange, theirReflexive })).toBe(true);
  });

  it("CAND-4: is used at once where neither device has an address outside, once that is sure", () => {
    const none = new Set<string>();
    const alone = { ...strange, ownReflexive: none, theirReflexive: none };
    expect(mayUse(HOME, alone)).toBe(true);
    expect(mayUse(HOME, { ...alone, gathered: false })).toBe(false);
    expect(mayUse(HOME, { ...alone, theirReflexive: new Set(["203.0.113.9"]) })).toBe(false);
    expect(mayUse(HOME, { ...alone, ownReflexive: new Set(["198.51.100.1"]) })).toBe(false);
  });

  it("CAND-4: a relay both devices use is no stranger", () => {
    const ownRelayed = new Set(["10.0.0.5"]);
    expect(mayUse(line("10.0.0.5", "relay"), { ...strange, ownRelayed })).toBe(true);
    expect(mayUse(line("10.0.0.6", "relay"), { ...strange, ownRelayed })).toBe(false);
    expect(mayUse(line("10.0.0.5", "host"), { ...strange, ownRelayed })).toBe(false);
  });

  it("CAND-4: public addresses, mDNS names and the end of candidates never wait", () => {
    const name = "5a3f1c2e-0000-4000-8000-0123456789ab.local";
    for (const free of [line("203.0.113.9", "srflx"), line("2a00::1"), line(name), ""]) {
      expect(mayUse(free, strange)).toBe(true);
    }
  });

  it("CAND-4: a private address is used only for one of the reasons of the rule", () => {
    const addresses = fc.uniqueArray(fc.constantFrom("192.0.2.1", "192.0.2.2", "192.0.2.3"));
    const surroundings = fc.record({
      serverIsNear: fc.boolean(),
      gathered: fc.boolean(),
      waited: fc.boolean(),
      ownReflexive: addresses,
      theirReflexive: addresses,
      ownRelayed: fc.uniqueArray(fc.constantFrom<string>("10.0.0.5", "10.0.0.6")),
    });
    const candidate = fc.record({
      address: fc.constantFrom("10.0.0.5", "192.168.1.1", "fd00::1", "2002:a00:1::1"),
      type: fc.constantFrom("host", "srflx", "prflx", "relay"),
    });
    fc.assert(
      fc.property(surroundings, candidate, (around, { address, type }) => {
        const reasons = [
          around.serverIsNear,
          around.waited,
          around.ownReflexive.some((one) => around.theirReflexive.includes(one)),
          around.gathered && around.ownReflexive.length + around.theirReflexive.length === 0,
          type === "relay" && around.ownRelayed.includes(address),
        ];
        const facts = {
          ...around,
          ownReflexive: new Set(around.ownReflexive),
          theirReflexive: new Set(around.theirReflexive),
          ownRelayed: new Set<string>(around.ownRelayed),
        };
        expect(mayUse(line(address, type), facts)).toBe(reasons.includes(true));
      }),
    );
  });
});
