import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Carrier, type Negotiating } from "./carrier.ts";

/** A word of its own, which tells itself from every other by its number. */
const word = (n: number): Negotiating => ({ t: "restart", ep: n });
const numberOf = (message: Negotiating): number => message.ep;

/** A carrier, and what it handed to which way. */
const carrier = () => {
  const line = { open: true, healthy: true, connected: false, signalling: true };
  const data: number[] = [];
  const seal: number[] = [];
  const take = (into: number[], message: Negotiating, can: boolean) => {
    if (can) into.push(numberOf(message));
    return can;
  };
  const carried = new Carrier({
    byData: (message) => take(data, message, line.open),
    bySeal: (message) => take(seal, message, true),
    isHealthy: () => line.healthy,
    hears: () => line.connected || line.healthy,
    canSignal: () => line.signalling,
  });
  return { carrier: carried, line, data, seal };
};

interface Act {
  readonly act: "send" | "line" | "break" | "settle";
  readonly again: boolean;
  readonly open: boolean;
  readonly healthy: boolean;
  readonly connected: boolean;
  readonly signalling: boolean;
}
const anything = fc.record<Act>({
  act: fc.constantFrom("send", "send", "send", "line", "break", "settle"),
  again: fc.boolean(),
  open: fc.boolean(),
  healthy: fc.boolean(),
  connected: fc.boolean(),
  signalling: fc.boolean(),
});

describe("Carrier", () => {
  it("DATA-1: what negotiates goes over the data channel alone while packets come and go", () => {
    const { carrier: carries, data, seal } = carrier();
    carries.send(word(1));
    expect([data, seal]).toEqual([[1], []]);
  });

  it.each([
    ["nothing is heard", { healthy: false }],
    ["the channel takes nothing", { open: false }],
    ["both", { healthy: false, open: false }],
  ])(
    "DATA-1: it is sealed when %s, and a dead line is not filled with what would come too late",
    (_, change) => {
      const { carrier: carries, line, data, seal } = carrier();
      Object.assign(line, change);
      carries.send(word(1));
      expect([data, seal]).toEqual([[], [1]]);
    },
  );

  it("DATA-1: it goes both ways while the browser holds the line for whole, or only the way here is", () => {
    const { carrier: carries, line, data, seal } = carrier();
    Object.assign(line, { healthy: false, connected: true });
    carries.send(word(1));
    carries.lineBroke();
    expect([data, seal]).toEqual([[1], [1]]);
  });

  it("JOIN-1: nothing goes where nobody can be reached, and the line's own way needs no server", () => {
    const { carrier: carries, line, data, seal } = carrier();
    line.signalling = false;
    carries.send(word(1));
    carries.send(word(2), true);
    line.healthy = false;
    carries.send(word(3));
    carries.lineBroke();
    expect([data, seal]).toEqual([[1, 2], []]);
  });

  it("DATA-1: it is sealed as well when it is said again", () => {
    const { carrier: carries, data, seal } = carrier();
    carries.send(word(1), true);
    expect([data, seal]).toEqual([[1], [1]]);
  });

  it("DATA-1: when the line breaks, what went by it alone is sealed too, once and in order", () => {
    const { carrier: carries, line, seal } = carrier();
    carries.send(word(1));
    carries.send(word(2));
    line.healthy = false;
    carries.lineBroke();
    carries.lineBroke();
    expect(seal).toEqual([1, 2]);
  });

  it("what arrived is not said again", () => {
    const { carrier: carries, seal } = carrier();
    carries.send(word(1));
    carries.settled();
    carries.lineBroke();
    expect(seal).toEqual([]);
  });

  it("a long call keeps little", () => {
    const { carrier: carries, seal } = carrier();
    for (let n = 0; n < 1_000; n++) carries.send(word(n));
    carries.lineBroke();
    expect(seal).toEqual(Array.from({ length: 24 }, (_, i) => 976 + i));
  });

  it("DATA-1: whatever happens, what a whole line takes goes by it, and all else by the server if it is there", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), (acts) => {
        const { carrier: carries, line, data, seal } = carrier();
        const atRisk: number[] = [];
        const expected: number[] = [];
        const follow: Record<Act["act"], (act: Act, n: number) => void> = {
          send: ({ again }, n) => {
            carries.send(word(n), again);
            const goes = line.open && (line.healthy || line.connected);
            expect(data.includes(n)).toBe(goes);
            if (goes && line.healthy && !again) atRisk.push(n);
            else if (line.signalling) expected.push(n);
          },
          line: ({ open, healthy, connected, signalling }) =>
            void Object.assign(line, { open, healthy, connected, signalling }),
          break: () => {
            carries.lineBroke();
            const lost = atRisk.splice(0);
            if (line.signalling) expected.push(...lost);
          },
          settle: () => {
            carries.settled();
            atRisk.splice(0);
          },
        };
        for (const [n, act] of acts.entries()) {
          follow[act.act](act, n);
          expect(seal).toEqual(expected);
        }
      }),
    );
  });
});
