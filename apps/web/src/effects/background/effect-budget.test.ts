import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Budget, firstBudget, LEVELS, type Measured, nextBudget } from "./effect-budget.ts";

const second = (cost: number, pictures = Math.min(30, 1000 / cost)): Measured => ({
  pictures,
  busy: cost * pictures,
  span: 1000,
});
const after = (budget: Budget, seconds: readonly Measured[]) => seconds.reduce(nextBudget, budget);
const measured = fc
  .record({ pictures: fc.integer({ min: 0, max: 60 }), cost: fc.double({ min: 0, max: 500, noNaN: true }) })
  .map(({ pictures, cost }) => ({ pictures, busy: pictures * cost, span: 1000 }));

describe("the budget of an effect", () => {
  test("never steps up, never by more than one, and off is off", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(measured), (cores, seconds) => {
        let budget = firstBudget(cores);
        for (const one of seconds) {
          const next = nextBudget(budget, one);
          const [from, to] = [budget.level ?? LEVELS.length, next.level ?? LEVELS.length];
          expect([0, 1]).toContain(to - from);
          budget = next;
        }
      }),
    );
  });

  test("anything that leaves the call under 24 pictures a second for half a minute is off", () => {
    const slow = fc.double({ min: 1000 / 23.9, max: 2000, noNaN: true }).map((cost) => second(cost));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(slow, { minLength: 30 }), (cores, seconds) => {
        expect(after(firstBudget(cores), seconds).level).toBeUndefined();
      }),
    );
  });

  test("what is quick enough stays, also where a dark room gives few pictures", () => {
    const quick = fc
      .record({
        cost: fc.double({ min: 0.1, max: 14.9, noNaN: true }),
        pictures: fc.integer({ min: 1, max: 30 }),
      })
      .map(({ cost, pictures }) => second(cost, pictures));
    fc.assert(
      fc.property(fc.array(quick), (seconds) => {
        expect(after(firstBudget(8), seconds)).toEqual(firstBudget(8));
      }),
    );
  });

  test("one bad second is forgiven, two in a row are not", () => {
    const [bad, good] = [second(40), second(10)];
    expect(after({ level: 0, bad: 0 }, [bad, good, bad, good]).level).toBe(0);
    expect(after({ level: 0, bad: 0 }, [bad, bad]).level).toBe(1);
  });

  test("a page that is not looked at and gives no picture changes nothing", () => {
    expect(after({ level: 1, bad: 1 }, [{ pictures: 0, busy: 0, span: 9000 }])).toEqual({ level: 1, bad: 0 });
  });
});
