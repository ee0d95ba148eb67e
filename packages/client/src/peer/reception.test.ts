import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, type Received, type Reception, startReception } from "./reception.ts";

interface Seconds {
  readonly packets?: number;
  readonly lost?: number;
  readonly roundTrip?: number | undefined;
}

const NOTHING: Received = { packets: 0, lost: 0, roundTrip: undefined };

/** The judgement after one look more, in which so much came. */
const after = (before: Reception, { packets = 100, lost = 0, roundTrip }: Seconds): Reception =>
  judge(before, { packets: before.last.packets + packets, lost: before.last.lost + lost, roundTrip });
const all = (looks: readonly Seconds[]) => looks.reduce(after, startReception(NOTHING));

/** Whether a look is bad, and whether it is good, said in the plainest way. */
const plainly = ({ packets = 0, lost = 0, roundTrip = 0 }: Seconds): [boolean, boolean] => {
  const share = packets + lost < 20 ? 0 : lost / (packets + lost);
  return [share > 0.08 || roundTrip > 800, share < 0.03 && roundTrip < 500];
};

describe("reception", () => {
  it.each([
    ["nothing lost", {}, false],
    ["8 % lost", { packets: 92, lost: 8 }, false],
    ["9 % lost", { packets: 91, lost: 9 }, true],
    ["much lost of too few to tell", { packets: 10, lost: 9 }, false],
    ["a round trip of 800 ms", { roundTrip: 800 }, false],
    ["a round trip above", { roundTrip: 801 }, true],
    ["nothing sent", { packets: 0 }, false],
  ] as const)("%s: weak is %s", (_, look, weak) => {
    expect(all([look]).weak).toBe(weak);
  });

  it("a weak line is good again after three good looks in a row", () => {
    const weak = { lost: 50 };
    expect(all([weak, {}, {}]).weak).toBe(true);
    expect(all([weak, {}, {}, {}]).weak).toBe(false);
    expect(all([weak, {}, {}, weak, {}, {}]).weak).toBe(true);
  });

  it("what is neither good nor weak changes nothing, and begins the good ones anew", () => {
    const between = { packets: 95, lost: 5 };
    expect(all([between]).weak).toBe(false);
    expect(all([{ lost: 50 }, {}, {}, between, {}, {}]).weak).toBe(true);
    expect(all([{ lost: 50 }, {}, {}, between, {}, {}, {}]).weak).toBe(false);
  });

  it("packets that were thought lost and came after all, or counters that begin anew, are no loss", () => {
    const before = startReception({ packets: 1_000, lost: 50, roundTrip: undefined });
    expect(judge(before, { packets: 1_100, lost: 20, roundTrip: undefined }).weak).toBe(false);
    expect(judge(before, { packets: 30, lost: 0, roundTrip: undefined }).weak).toBe(false);
  });

  it("never weak without a reason, never good again without three good looks", () => {
    const look = fc.record({
      packets: fc.nat(200),
      lost: fc.nat(40),
      roundTrip: fc.option(fc.nat(2_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 50 }), (looks) => {
        let reception = startReception(NOTHING);
        let good = 0;
        for (const next of looks) {
          const before = reception.weak;
          const [bad, fine] = plainly(next);
          good = fine ? good + 1 : 0;
          reception = after(reception, next);
          if (!before) expect(reception.weak).toBe(bad);
          else expect(reception.weak).toBe(bad || good < 3);
        }
      }),
    );
  });
});
