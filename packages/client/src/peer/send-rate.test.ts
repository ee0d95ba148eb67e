import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowanceOf, pictureOf, type SendRate, type Sent, startSendRate, steer } from "./send-rate.ts";

const START = startSendRate(undefined);
const GOOD: Sent = { packets: 100, lost: 0, roundTrip: 40, rate: 800_000 };
/** What a line of 100 kbit/s with a queue of 200 ms makes of it. */
const NARROW: Sent = { packets: 100, lost: 30, roundTrip: 260, rate: 140_000 };

const after = (from: SendRate, looks: readonly (Sent | undefined)[]): SendRate => looks.reduce(steer, from);
const times = <T>(count: number, sent: T): T[] => Array.from({ length: count }, () => sent);
const sendsPicture = (rate: SendRate) => allowanceOf(rate, false).camera !== 0;
const paused = after(START, [GOOD, NARROW, NARROW]);

describe("steer", () => {
  it("leaves everything to the browser on a good line", () => {
    expect(allowanceOf(after(START, times(100, GOOD)), true)).toEqual({
      camera: undefined,
      screen: undefined,
      sound: undefined,
    });
  });

  it("R-20: sends sound alone, and less of it, where a picture takes its place", () => {
    expect(after(START, [GOOD, NARROW]).isPaused).toBe(false);
    expect(allowanceOf(paused, false)).toEqual({ camera: 0, screen: 0, sound: 24_000 });
    expect(after(paused, [NARROW, NARROW]).step).toBe(paused.step);
    expect(allowanceOf(after(paused, [NARROW, NARROW, NARROW]), false).sound).toBeLessThan(24_000);
  });

  it("MEDIA-3: the camera gives way to a shared screen wherever less than everything is sent", () => {
    for (const step of [1, 2]) {
      const rate = { ...START, step };
      const { camera } = allowanceOf(rate, false);
      expect(camera).toBeGreaterThan(0);
      expect(allowanceOf(rate, true)).toMatchObject({ camera: 0, screen: camera });
      expect([pictureOf(rate, false), pictureOf(rate, true)]).toEqual(["sent", "paused"]);
    }
    expect([pictureOf(START, true), pictureOf(paused, true)]).toEqual(["sent", "paused"]);
    expect(allowanceOf(paused, true)).toMatchObject({ camera: 0, screen: 0 });
  });

  it("R-20: knows a line that is too narrow from the start by the round trip before anything was sent", () => {
    const mild = { ...NARROW, lost: 10 };
    expect(after(startSendRate(40), times(2, mild)).isPaused).toBe(true);
    expect(after(startSendRate(200), times(10, mild)).isPaused).toBe(false);
    // Where the browser does not tell it, it is taken for a usual one.
    expect(after(startSendRate(undefined), times(2, mild)).isPaused).toBe(true);
  });

  it("asks for what got through where that is enough for a picture", () => {
    const sent = { ...NARROW, lost: 15, rate: 300_000 };
    const { camera: picture, sound } = allowanceOf(after(START, [GOOD, sent, sent]), false);
    expect(picture).toBeGreaterThan(0);
    expect((picture ?? 0) + (sound ?? 0)).toBeLessThan(sent.rate * 0.85);
  });

  it("R-19: loss without a queue is not this device's doing", () => {
    expect(after(START, times(100, { ...GOOD, lost: 30 })).step).toBe(0);
  });

  it("takes reports together: one of few packets tells nothing, and several without loss between others not much", () => {
    const few = { ...NARROW, packets: 10, lost: 9 };
    expect(after(START, [few]).narrowLooks).toBe(0);
    const between = [GOOD, { ...NARROW, lost: 60 }, { ...NARROW, lost: 0 }, { ...NARROW, lost: 60 }];
    expect(after(START, between).isPaused).toBe(true);
  });

  it("lets sound go alone at once where it can hardly be followed any more", () => {
    expect(after(START, times(2, { ...NARROW, lost: 19, rate: 900_000 })).isPaused).toBe(false);
    expect(after(START, times(2, { ...NARROW, lost: 21, rate: 900_000 })).isPaused).toBe(true);
  });

  it("a look without a report takes back nothing of what the one before it told", () => {
    expect(after(START, [NARROW, undefined, NARROW]).isPaused).toBe(true);
    expect(after(START, [NARROW, GOOD, GOOD, GOOD, NARROW]).isPaused).toBe(false);
  });

  it("without a report the wait goes on, but nothing that is tried is proven", () => {
    const tried = after(paused, times(5, undefined));
    expect(sendsPicture(tried)).toBe(true);
    expect(after(tried, times(20, undefined)).isPaused).toBe(true);
  });

  it("a long way is no queue, nor is one that became longer for good", () => {
    const far = { ...GOOD, lost: 10, roundTrip: 400 };
    expect(after(startSendRate(400), times(50, far)).step).toBe(0);
    // What was assumed is forgotten within a minute.
    expect(after(after(START, times(29, { ...far, lost: 0 })), times(10, far)).step).toBe(0);
    const moved = after(after(START, times(10, GOOD)), times(40, { ...far, lost: 0 }));
    expect(after(moved, times(10, far)).step).toBe(0);
  });

  it("tries a picture again after ten seconds, and later each time it was too much; nobody is shown it", () => {
    let rate = paused;
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      let waited = 0;
      for (; !sendsPicture(rate); waited++) rate = steer(rate, GOOD);
      waits.push(waited);
      expect(rate.isPaused).toBe(true);
      // While it is only tried, one look is enough.
      rate = steer(rate, NARROW);
      expect(sendsPicture(rate)).toBe(false);
    }
    expect(waits).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it("goes back to what was well before when more is too much", () => {
    const small = after(paused, times(7, GOOD));
    expect(small).toMatchObject({ isPaused: false, isTrying: true });
    const back = steer(small, NARROW);
    expect(back).toMatchObject({ step: small.step + 1, isPaused: false, failures: 1 });
    expect(sendsPicture(back)).toBe(true);
  });

  it("takes a queue for a sign that what is tried is too much, before anything is lost", () => {
    const tried = after(paused, times(5, GOOD));
    expect(sendsPicture(steer(tried, { ...GOOD, roundTrip: 300 }))).toBe(false);
    expect(sendsPicture(steer(tried, { ...GOOD, lost: 30 }))).toBe(true);
  });

  it("shows the picture again once it proved not to be too much", () => {
    const tried = after(paused, times(5, GOOD));
    expect([sendsPicture(tried), tried.isPaused]).toEqual([true, true]);
    expect(after(tried, times(2, GOOD)).isPaused).toBe(false);
  });

  it("gives back everything soon once the line carries it, and forgets the failures", () => {
    const failed = steer(after(paused, times(5, GOOD)), NARROW);
    const recovered = after(failed, times(20, GOOD));
    expect(recovered).toMatchObject({ step: 0, isPaused: false, failures: 0 });
    const again = after(recovered, [NARROW, NARROW]);
    expect(again.isPaused).toBe(true);
    expect(sendsPicture(after(again, times(5, GOOD)))).toBe(true);
  });

  it("R-20: a picture that went is shown no sooner than after 14 s, whatever comes", () => {
    const look = fc.record({
      packets: fc.integer({ min: 0, max: 300 }),
      lost: fc.integer({ min: 0, max: 300 }),
      roundTrip: fc.integer({ min: 1, max: 3_000 }),
      rate: fc.integer({ min: 0, max: 3_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(fc.option(look, { nil: undefined }), { maxLength: 200 }), (looks) => {
        let rate = START;
        let pausedAt = 0;
        for (const [at, sent] of looks.entries()) {
          const was = rate.isPaused;
          rate = steer(rate, sent);
          if (!was && rate.isPaused) pausedAt = at;
          if (was && !rate.isPaused) expect(at - pausedAt).toBeGreaterThanOrEqual(7);
          if (!sendsPicture(rate)) expect(rate.isPaused).toBe(true);
          const { camera: picture, sound } = allowanceOf(rate, false);
          expect(picture ?? 0).toBeGreaterThanOrEqual(0);
          expect(sound ?? 12_000).toBeGreaterThanOrEqual(12_000);
        }
      }),
    );
  });
});
