import { describe, expect, it } from "vitest";
import { between, concealedShare, type Heard, soundDelay } from "./quality.ts";

const counted = (seconds: number): Heard => ({
  samples: 100 * seconds,
  concealed: 10 * seconds,
  waited: 2 * seconds,
  emitted: 50 * seconds,
  sent: seconds,
});

describe("between", () => {
  it("adds what each connection counted since, from nothing where it is new", () => {
    expect(between([counted(5)], [counted(9), counted(2)])).toEqual(counted(6));
  });

  it("a connection that was replaced meanwhile counts no more, and takes nothing away", () => {
    expect(between([counted(500)], [undefined, counted(3)])).toEqual(counted(3));
  });

  it("is nothing where nothing was read", () => {
    expect(between([], [])).toEqual(counted(0));
  });
});

describe("what people hear", () => {
  it("is a share of all samples, and a time for each that came out", () => {
    expect([concealedShare(counted(4)), soundDelay(counted(4))]).toEqual([10, 40]);
    expect([concealedShare(counted(0)), soundDelay(counted(0))]).toEqual([0, 0]);
  });
});
