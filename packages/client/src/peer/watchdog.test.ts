import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beAlert,
  DOWN_AFTER,
  DOWN_SOON_AFTER,
  look,
  SILENT_AFTER,
  slept,
  startWatch,
  type Verdict,
  verdictOf,
  type Watch,
} from "./watchdog.ts";

const START = 1_000_000;
/** Looks are so far apart. */
const EVERY = 200;
/** The most a look counts, and what is sleep. */
const AT_MOST = 500;
const SLEEP = 4_000;

/** Looks every 200 ms for so long. */
const after = (watch: Watch, ms: number, heard = false): Watch => {
  let next = watch;
  for (let passed = EVERY; passed <= ms; passed += EVERY) {
    next = look(next, { at: next.lookedAt + EVERY, heard });
  }
  return next;
};

/** ms of silence from `watch` on until the verdict is this. */
const silenceUntil = (verdict: Verdict, watch: Watch): number => {
  let next = watch;
  let passed = 0;
  while (verdictOf(next) !== verdict && passed < 60_000) {
    next = after(next, EVERY);
    passed += EVERY;
  }
  return passed;
};

interface Step {
  /** Since the look before, by the clock, which may have been set. */
  readonly dt: number;
  readonly heard: boolean;
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  dt: fc.oneof(
    { weight: 6, arbitrary: fc.constant(EVERY) },
    { weight: 2, arbitrary: fc.integer({ min: EVERY, max: SLEEP }) },
    { weight: 1, arbitrary: fc.integer({ min: SLEEP + 1, max: 100_000_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -100_000_000, max: 0 }) },
  ),
  heard: fc.boolean(),
});

/** The same, kept in the plainest way: how long somebody listened and heard nothing. */
const follow = (steps: readonly Step[], check: (watch: Watch, listened: number, at: number) => void) => {
  let watch = startWatch(START);
  let listened = 0;
  let at = START;
  for (const { dt, heard } of steps) {
    at += dt;
    const asleep = slept(watch, at);
    watch = look(watch, { at, heard });
    if (heard) listened = 0;
    else if (!asleep) listened += Math.min(Math.max(0, dt), AT_MOST);
    check(watch, listened, at);
  }
};

describe("watchdog", () => {
  it("DATA-2, REJOIN-5: silent after 1.2 s and down after 2.5 s of silence, within one look", () => {
    const fresh = startWatch(START);
    expect(silenceUntil("silent", fresh)).toBe(SILENT_AFTER);
    const down = silenceUntil("down", fresh);
    expect(down).toBeGreaterThanOrEqual(DOWN_AFTER);
    expect(down).toBeLessThan(DOWN_AFTER + EVERY);
    expect([SILENT_AFTER, DOWN_AFTER]).toEqual([1_200, 2_500]);
  });

  it("DATA-2: silence begins at the last packet, whatever was before", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        let watch = startWatch(START);
        for (const { dt, heard } of steps) watch = look(watch, { at: watch.lookedAt + dt, heard });
        watch = after(watch, EVERY, true);
        expect(verdictOf(watch)).toBe("good");
        // For 4 s after a reason to expect it, silence is believed sooner, and that is all.
        if (watch.alert === 0) expect(silenceUntil("silent", watch)).toBe(SILENT_AFTER);
        else expect(silenceUntil("down", watch)).toBeGreaterThanOrEqual(DOWN_SOON_AFTER);
        expect(silenceUntil("down", after(watch, SLEEP + EVERY, true))).toBeGreaterThanOrEqual(DOWN_AFTER);
      }),
    );
  });

  it("DATA-2: no alarm while something is heard at least once a second, however it falls between looks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 }), (gaps) => {
        let watch = startWatch(START);
        for (const gap of gaps) {
          watch = after(watch, (gap - 1) * EVERY);
          expect(verdictOf(watch)).toBe("good");
          watch = after(watch, EVERY, true);
          expect(verdictOf(watch)).toBe("good");
        }
      }),
    );
  });

  it("no alarm without so much silence that somebody listened to: not by a late look, a clock that was set, or sleep", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        follow(steps, (watch, listened) => {
          const verdict = verdictOf(watch);
          if (listened < DOWN_SOON_AFTER) expect(verdict).toBe("good");
          if (verdict === "silent") expect(listened).toBeGreaterThanOrEqual(SILENT_AFTER);
          if (verdict === "down") expect(listened).toBeGreaterThanOrEqual(DOWN_SOON_AFTER);
          if (verdict === "down" && listened < DOWN_AFTER)
            expect(steps.some(({ dt }) => dt > SLEEP)).toBe(true);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it("so much silence is always an alarm", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        follow(steps, (watch, listened) => {
          if (listened >= DOWN_AFTER) expect(verdictOf(watch)).toBe("down");
          else if (listened >= SILENT_AFTER) expect(verdictOf(watch)).not.toBe("good");
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it("a look that comes late counts half a second at most", () => {
    const late = look(startWatch(START), { at: START + SLEEP, heard: false });
    expect([late.silence, verdictOf(late)]).toEqual([AT_MOST, "good"]);
  });

  it.each([-86_400_000, -1, 86_400_000])("a clock that jumps by %i ms is no silence", (by) => {
    const before = after(startWatch(START), 400);
    const jumped = look(before, { at: before.lookedAt + by, heard: false });
    expect(jumped.silence).toBe(before.silence);
    expect(verdictOf(jumped)).toBe("good");
  });

  it("REJOIN-5: after sleep a dead line is down within a second, and a living one is not", () => {
    for (const asleep of [SLEEP + 1, 60_000, 86_400_000]) {
      const woken = look(startWatch(START), { at: START + asleep, heard: false });
      expect(verdictOf(woken)).toBe("good");
      expect(silenceUntil("down", woken)).toBeLessThanOrEqual(1_000);
      expect(verdictOf(after(after(woken, 800), EVERY, true))).toBe("good");
    }
  });

  it("REJOIN-5: so it is for 4 s after the network may have changed, and no longer", () => {
    const watch = beAlert(startWatch(START));
    expect(silenceUntil("down", watch)).toBe(1_000);
    const later = after(watch, SLEEP, true);
    expect(silenceUntil("down", later)).toBeGreaterThanOrEqual(DOWN_AFTER);
  });

  it("what is down stays down until something is heard", () => {
    const down = after(beAlert(startWatch(START)), 1_000);
    expect(verdictOf(after(down, 60_000))).toBe("down");
    expect(verdictOf(look(down, { at: down.lookedAt + SLEEP * 10, heard: false }))).toBe("down");
    expect(verdictOf(after(down, EVERY, true))).toBe("good");
  });
});
