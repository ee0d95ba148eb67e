import fc from "fast-check";
import { expect, test } from "vitest";
import { type Attempts, mayAnswer, noteAnswer, noteBroken } from "./attempt-cap.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Answers at each of `times` where the cap permits; returns when. */
const run = (times: readonly number[], broken: (time: number) => boolean = () => false) => {
  let attempts: Attempts = [];
  const answered: number[] = [];
  for (const time of times) {
    if (!mayAnswer(attempts, time).allowed) continue;
    attempts = noteAnswer(attempts, time);
    if (broken(time)) attempts = noteBroken(attempts, time);
    answered.push(time);
  }
  return { attempts, answered };
};

const every = (step: number, until: number) => Array.from({ length: until / step }, (_, i) => i * step);

test("HS-9: 6 answers within a minute, then the next when the first is a minute old", () => {
  const { attempts, answered } = run(every(1000, 30_000));
  expect(answered).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  expect(mayAnswer(attempts, 59_999)).toEqual({ allowed: false, retryAt: MINUTE });
  expect(mayAnswer(attempts, MINUTE)).toEqual({ allowed: true });
});

test("HS-9: 30 within an hour and 200 within a day, however they are spread", () => {
  expect(run(every(1000, HOUR)).answered).toHaveLength(30);
  expect(run(every(10_000, DAY)).answered).toHaveLength(200);
});

test("HS-9: an answer that no valid REVEAL follows counts twice", () => {
  expect(run(every(1000, MINUTE), () => true).answered).toHaveLength(3);
  expect(run(every(10_000, DAY), () => true).answered).toHaveLength(100);
});

test("HS-9: what is stored stays small and is forgotten after a day", () => {
  const { attempts } = run(every(10_000, DAY));
  expect(attempts.length).toBeLessThanOrEqual(200);
  expect(noteAnswer(attempts, 3 * DAY)).toEqual([3 * DAY]);
});

test("HS-9: no sequence of knocks gets more answers than the caps in any window", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 20 * MINUTE }), { maxLength: 400 });
  fc.assert(
    fc.property(gaps, (steps) => {
      let time = 0;
      const { answered } = run(
        steps.map((step) => {
          time += step;
          return time;
        }),
      );
      const most = (span: number) =>
        Math.max(0, ...answered.map((end) => answered.filter((at) => at <= end && at > end - span).length));
      expect(most(MINUTE)).toBeLessThanOrEqual(6);
      expect(most(HOUR)).toBeLessThanOrEqual(30);
      expect(most(DAY)).toBeLessThanOrEqual(200);
    }),
    { numRuns: 30 },
  );
});

test("HS-9: retryAt is the first moment the next answer is permitted", () => {
  const attempts = fc.array(fc.integer({ min: 0, max: DAY }), { maxLength: 300 });
  fc.assert(
    fc.property(attempts, fc.integer({ min: 0, max: DAY }), (times, now) => {
      const decision = mayAnswer(times, now);
      if (decision.allowed) return;
      expect(decision.retryAt).toBeGreaterThan(now);
      expect(mayAnswer(times, decision.retryAt).allowed).toBe(true);
      expect(mayAnswer(times, decision.retryAt - 1).allowed).toBe(false);
    }),
  );
});
