import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowanceOf, type SendRate, type Sent, startSendRate, steer } from "./send-rate.ts";

const START = startSendRate(undefined);
const GOOD: Sent = { loss: 0, roundTrip: 40, rate: 800_000 };
/** What a line of 100 kbit/s with a queue of 200 ms makes of it. */
const NARROW: Sent = { loss: 0.3, roundTrip: 260, rate: 140_000 };

const after = (from: SendRate, looks: readonly Sent[]): SendRate => looks.reduce(steer, from);
const times = (count: number, sent: Sent): Sent[] => Array.from({ length: count }, () => sent);
const isPaused = (rate: SendRate) => allowanceOf(rate).picture === 0;
const paused = after(START, [GOOD, NARROW, NARROW]);

describe("steer", () => {
  it("leaves everything to the browser on a good line", () => {
    expect(allowanceOf(after(START, times(100, GOOD)))).toEqual({
      picture: undefined,
      sound: undefined,
    });
  });

  it("R-20: sends sound alone, and less of it, where a picture takes its place", () => {
    expect(isPaused(after(START, [GOOD, NARROW]))).toBe(false);
    expect(allowanceOf(paused)).toEqual({ picture: 0, sound: 24_000 });
    expect(allowanceOf(after(paused, [NARROW, NARROW])).sound).toBeLessThan(24_000);
  });

  it("R-20: knows a line that is too narrow from the start by the round trip before anything was sent", () => {
    expect(isPaused(after(START, times(10, NARROW)))).toBe(false);
    expect(isPaused(after(startSendRate(40), times(2, NARROW)))).toBe(true);
  });

  it("asks for what got through where that is enough for a picture", () => {
    const sent = { ...NARROW, rate: 300_000 };
    const { picture, sound } = allowanceOf(after(START, [GOOD, sent, sent]));
    expect(picture).toBeGreaterThan(0);
    expect((picture ?? 0) + (sound ?? 0)).toBeLessThan(sent.rate * (1 - sent.loss));
  });

  it("R-19: loss without a queue is not this device's doing", () => {
    expect(after(START, times(100, { ...GOOD, loss: 0.3 })).step).toBe(0);
  });

  it("a long way is no queue, nor is one that became longer for good", () => {
    const far = { ...GOOD, loss: 0.1, roundTrip: 400 };
    expect(after(START, times(50, far)).step).toBe(0);
    const moved = after(after(START, times(10, GOOD)), times(40, { ...far, loss: 0 }));
    expect(after(moved, times(10, far)).step).toBe(0);
  });

  it("tries a picture again after half a minute, and later each time it was too much", () => {
    let rate = paused;
    const waits: number[] = [];
    for (let tries = 0; tries < 5; tries++) {
      let waited = 0;
      for (; isPaused(rate); waited++) rate = steer(rate, GOOD);
      waits.push(waited);
      rate = after(rate, [NARROW, NARROW]);
    }
    expect(waits).toEqual([15, 30, 60, 60, 60]);
  });

  it("gives back everything soon once the line carries it, and forgets the failures", () => {
    const failed = after(after(paused, times(15, GOOD)), [NARROW, NARROW]);
    const recovered = after(failed, times(60, GOOD));
    expect(recovered.step).toBe(0);
    const again = after(recovered, [NARROW, NARROW]);
    expect(isPaused(again)).toBe(true);
    expect(isPaused(after(again, times(15, GOOD)))).toBe(false);
  });

  it("R-20: a picture that went comes back no sooner than after half a minute, whatever comes", () => {
    const look = fc.record({
      loss: fc.constantFrom(0, 0.01, 0.1, 0.4, 1),
      roundTrip: fc.integer({ min: 1, max: 3_000 }),
      rate: fc.integer({ min: 0, max: 3_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 200 }), (looks) => {
        let rate = START;
        let pausedAt = 0;
        for (const [at, sent] of looks.entries()) {
          const was = isPaused(rate);
          rate = steer(rate, sent);
          if (!was && isPaused(rate)) pausedAt = at;
          if (was && !isPaused(rate)) expect(at - pausedAt).toBeGreaterThanOrEqual(15);
          const { picture, sound } = allowanceOf(rate);
          expect(picture ?? 0).toBeGreaterThanOrEqual(0);
          expect(sound ?? 12_000).toBeGreaterThanOrEqual(12_000);
        }
      }),
    );
  });
});
