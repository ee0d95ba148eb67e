import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FailedProofs } from "./failed-proofs.ts";
import { KeyedLimit } from "./keyed-limit.ts";
import { UNLIMITED } from "./rate.ts";
import { TokenBucket } from "./token-bucket.ts";

describe("token bucket", () => {
  test("LIMIT: lets the burst through, then one by one, and tells how long to wait", () => {
    const bucket = new TokenBucket({ burst: 3, perMinute: 60 }, 0);
    expect([bucket.take(1, 0), bucket.take(2, 0)]).toEqual([0, 0]);
    expect(bucket.take(1, 0)).toBe(1_000);
    expect(bucket.take(1, 400)).toBe(600);
    expect(bucket.take(1, 1_000)).toBe(0);
    expect(bucket.take(3, 2_000)).toBe(2_000);
  });

  test("LIMIT: after the wait it told, the tokens are there; never more than burst and rate allow", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 6_000 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 5 })), {
          maxLength: 60,
        }),
        (burst, perMinute, steps) => {
          const bucket = new TokenBucket({ burst, perMinute }, 0);
          let now = 0;
          let taken = 0;
          for (const [pause, count] of steps) {
            now += pause;
            const wait = bucket.take(count, now);
            if (wait === 0) taken += count;
            else if (count <= burst) {
              now += wait;
              expect(bucket.take(count, now)).toBe(0);
              taken += count;
            }
          }
          expect(taken).toBeLessThanOrEqual(burst + (now * perMinute) / 60_000 + 1e-6);
        },
      ),
      {
        numRuns: 1_000,
        // Sums of fractions that lack a hair of a whole token.
        examples: [
          [
            4,
            5,
            [
              [0, 4],
              [13_399, 1],
              [4_944, 4],
            ],
          ],
        ],
      },
    );
  });

  test("LIMIT: the wait fits the wire however slow the rate", () => {
    const bucket = new TokenBucket({ burst: 1, perMinute: 0 }, 0);
    bucket.take(1, 0);
    expect(bucket.take(1, 1)).toBe(86_400_000);
  });
});

describe("keyed limit", () => {
  test("LIMIT: keys do not share", () => {
    const limit = new KeyedLimit({ burst: 1, perMinute: 60 });
    expect([limit.take("a", 0), limit.take("b", 0)]).toEqual([0, 0]);
    expect(limit.take("a", 0)).toBeGreaterThan(0);
  });

  test("LIMIT: idle keys are forgotten, keys in debt are not", () => {
    const limit = new KeyedLimit({ burst: 2, perMinute: 1 });
    for (let i = 0; i < 1_000; i++) limit.take(`key ${i}`, 0);
    limit.take("debtor", 0);
    limit.take("debtor", 0);
    limit.take("other", 61_000);
    expect(limit.size).toBe(2);
    expect(limit.take("debtor", 61_000)).toBe(0);
    expect(limit.take("debtor", 61_000)).toBeGreaterThan(0);
  });

  test("LIMIT: off remembers nobody", () => {
    const limit = new KeyedLimit(UNLIMITED);
    for (let i = 0; i < 100; i++) expect(limit.take(`${i}`, 0)).toBe(0);
    expect(limit.size).toBe(0);
  });
});

describe("failed proofs", () => {
  test("LIMIT: above the rate the address is refused for ten minutes", () => {
    const proofs = new FailedProofs({ burst: 2, perMinute: 1 });
    proofs.count("a", 0);
    proofs.count("a", 0);
    expect(proofs.wait("a", 0)).toBe(0);
    proofs.count("a", 0);
    expect(proofs.wait("a", 0)).toBe(600_000);
    expect(proofs.wait("b", 0)).toBe(0);
    expect(proofs.wait("a", 599_999)).toBe(1);
    expect(proofs.wait("a", 600_000)).toBe(0);
  });
});
