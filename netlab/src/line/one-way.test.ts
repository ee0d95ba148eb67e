import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OneWay } from "./one-way.ts";
import { type Direction, PERFECT } from "./settings.ts";

interface Packet {
  readonly id: number;
  readonly length: number;
}

interface Arrival extends Packet {
  readonly at: number;
}

interface Offer {
  /** After the one before, in ms. */
  readonly after: number;
  readonly length: number;
}

/** What arrives when, looked at exactly when there is something to see. */
const carry = (path: OneWay<Packet>, offers: readonly Offer[], begin = 0): readonly Arrival[] => {
  const arrivals: Arrival[] = [];
  const take = (at: number) => arrivals.push(...path.take(at).map((packet) => ({ ...packet, at })));
  const until = (end: number) => {
    for (let next = path.next(); next <= end && next < Number.POSITIVE_INFINITY; next = path.next())
      take(next);
  };
  let now = begin;
  for (const [id, { after, length }] of offers.entries()) {
    now += after;
    until(now);
    path.offer(now, { id, length });
    take(now);
  }
  until(Number.POSITIVE_INFINITY);
  return arrivals;
};

const stream = (count: number, after = 1, length = 1000): readonly Offer[] =>
  Array.from({ length: count }, () => ({ after, length }));

const ids = (arrivals: readonly Packet[]) => arrivals.map(({ id }) => id);
const rising = (values: readonly number[]) =>
  values.every((value, n) => n === 0 || value >= (values[n - 1] ?? 0));

const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const milliseconds = (max: number) => fc.double({ min: 0, max, noNaN: true });
const anyLoss = fc.oneof(
  ratio,
  fc
    .record({ part: ratio, length: fc.double({ min: 1, max: 20, noNaN: true }) })
    .map(({ part, length }) => ({ kind: "burst" as const, length, ratio: (part * length) / (length + 1) })),
);
const anyDirection: fc.Arbitrary<Direction> = fc.record({
  delay: milliseconds(500),
  jitter: milliseconds(200),
  loss: anyLoss,
  reorder: ratio,
  duplicate: ratio,
  rate: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.double({ min: 1, max: 1e8, noNaN: true })),
  queue: milliseconds(2000),
});
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyOffers = fc.array(
  fc.record({ after: milliseconds(100), length: fc.integer({ min: 20, max: 1500 }) }),
  { maxLength: 80 },
);

describe("one way of a line", () => {
  test("with nothing set, everything arrives at once", () => {
    const arrivals = carry(new OneWay(PERFECT, 1), stream(3));
    expect(arrivals.map(({ id, at }) => [id, at])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  test("same seed, same fate; and everything that came in is counted once", () => {
    fc.assert(
      fc.property(anyDirection, anySeed, anyOffers, (direction, seed, offers) => {
        const path = new OneWay<Packet>(direction, seed);
        const arrivals = carry(path, offers);
        expect(carry(new OneWay<Packet>(direction, seed), offers)).toEqual(arrivals);
        const { packets, delivered, lost, dropped, cut, duplicated } = path.counts;
        expect(packets).toBe(offers.length);
        expect(delivered).toBe(arrivals.length);
        expect(delivered + lost + dropped + cut).toBe(packets + duplicated);
      }),
    );
  });

  test("another seed, another fate", () => {
    const fates = [1, 2].map((seed) => ids(carry(new OneWay({ ...PERFECT, loss: 0.5 }, seed), stream(100))));
    expect(fates[0]).not.toEqual(fates[1]);
  });

  test("who is lost does not depend on what else is set, and with more loss the same ones are lost and more", () => {
    const survivors = (direction: Partial<Direction>) =>
      new Set(ids(carry(new OneWay({ ...PERFECT, ...direction }, 5), stream(500))));
    const few = survivors({ loss: 0.1 });
    expect(survivors({ loss: 0.1, delay: 50, jitter: 20, reorder: 0.2, duplicate: 0.1 })).toEqual(few);
    expect([...survivors({ loss: 0.4 })].every((id) => few.has(id))).toBe(true);
  });

  test("the order stays without reorder, whatever else is set and changed", () => {
    const steps = fc.array(fc.record({ direction: anyDirection, offers: anyOffers }), { maxLength: 4 });
    fc.assert(
      fc.property(steps, anySeed, (all, seed) => {
        const path = new OneWay<Packet>(PERFECT, seed);
        const seen: Arrival[] = [];
        let now = 0;
        let id = 0;
        for (const { direction, offers } of all) {
          path.change(now, { ...direction, reorder: 0 }, seed);
          for (const { after, length } of offers) {
            now += after;
            path.offer(now, { id: id++, length });
            seen.push(...path.take(now).map((packet) => ({ ...packet, at: now })));
          }
        }
        expect(rising(ids(seen))).toBe(true);
      }),
    );
  });

  test("no packet is earlier than delay minus jitter or later than delay plus jitter, and the delay uses that range", () => {
    const direction = { ...PERFECT, delay: 100, jitter: 30 };
    const delays = carry(new OneWay(direction, 3), stream(2000, 20)).map(({ id, at }) => at - 20 * (id + 1));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(70 - 1e-6);
    expect(Math.min(...delays)).toBeLessThan(80);
    expect(Math.max(...delays)).toBeLessThanOrEqual(130 + 1e-6);
    expect(Math.max(...delays)).toBeGreaterThan(120);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect(Math.abs(mean - 100)).toBeLessThan(3);
  });

  test("the rate is never exceeded: between any two arrivals there is time for what arrived", () => {
    const rates = fc.double({ min: 1000, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(rates, milliseconds(2000), anyOffers, (rate, queue, offers) => {
        const arrivals = carry(new OneWay({ ...PERFECT, rate, queue }, 1), offers);
        for (const [n, { at, length }] of arrivals.entries()) {
          const before = arrivals[n - 1]?.at ?? 0;
          expect(at - before).toBeGreaterThanOrEqual((8000 * length) / rate - 1e-6);
        }
      }),
    );
  });

  test("a busy line carries what its rate allows, and what would wait longer than the queue allows is dropped", () => {
    const path = new OneWay<Packet>({ ...PERFECT, rate: 400_000, queue: 100 }, 1);
    // 800 kbit/s for one second: half of it, and the five in the queue at the end.
    const arrivals = carry(path, stream(100, 10));
    expect(arrivals.filter(({ at }) => at <= 1000)).toHaveLength(49);
    expect(path.counts.dropped).toBe(100 - arrivals.length);
    for (const { id, at } of arrivals) expect(at - 10 * (id + 1)).toBeLessThanOrEqual(100 + 20 + 1e-6);
  });

  test("what waits goes on at a new rate at once", () => {
    const path = new OneWay<Packet>({ ...PERFECT, rate: 8000, queue: 60_000 }, 1);
    for (const id of [0, 1, 2]) path.offer(0, { id, length: 1000 });
    expect(path.next()).toBe(1000);
    path.change(500, { ...PERFECT, rate: 80_000 }, 1);
    expect(path.next()).toBe(550);
    expect(ids(path.take(650))).toEqual([0, 1]);
    path.change(650, PERFECT, 1);
    expect(ids(path.take(650))).toEqual([2]);
  });

  test("of many packets this part is lost", () => {
    const path = new OneWay<Packet>({ ...PERFECT, loss: 0.05 }, 11);
    carry(path, stream(40_000));
    expect(Math.abs(path.counts.lost / 40_000 - 0.05)).toBeLessThan(0.005);
  });

  test("reorder: this part is overtaken, by three at most and for 100 ms at most", () => {
    const path = new OneWay<Packet>({ ...PERFECT, reorder: 0.1 }, 23);
    const arrivals = carry(path, stream(10_000, 20));
    expect(Math.abs(path.counts.reordered / 10_000 - 0.1)).toBeLessThan(0.01);
    let newest = -1;
    let overtaken = 0;
    for (const { id, at } of arrivals) {
      if (id < newest) overtaken += 1;
      newest = Math.max(newest, id);
      expect(at - 20 * (id + 1)).toBeLessThanOrEqual(100 + 1e-6);
    }
    expect(overtaken).toBeGreaterThan(900);
    expect(ids(arrivals).toSorted((one, other) => one - other)).toEqual(stream(10_000).map((_, id) => id));
  });

  test("a packet that nobody follows is not held back for longer than 100 ms", () => {
    const path = new OneWay<Packet>({ ...PERFECT, reorder: 1 }, 1);
    expect(carry(path, stream(1))).toEqual([{ id: 0, length: 1000, at: 101 }]);
    expect(path.counts.reordered).toBe(0);
  });

  test("duplicate: this part arrives twice", () => {
    const path = new OneWay<Packet>({ ...PERFECT, duplicate: 0.2 }, 29);
    const arrivals = carry(path, stream(10_000));
    expect(Math.abs(path.counts.duplicated / 10_000 - 0.2)).toBeLessThan(0.02);
    expect(arrivals).toHaveLength(10_000 + path.counts.duplicated);
  });

  test("cut: nothing arrives, nor what is under way, until it is healed", () => {
    const path = new OneWay<Packet>({ ...PERFECT, delay: 50, rate: 80_000, queue: 60_000 }, 1);
    for (const id of [0, 1, 2]) path.offer(0, { id, length: 1000 });
    path.cut(120);
    path.offer(130, { id: 3, length: 1000 });
    expect(path.next()).toBe(Number.POSITIVE_INFINITY);
    path.heal();
    path.offer(140, { id: 4, length: 1000 });
    expect(ids(path.take(1000))).toEqual([4]);
    expect(path.counts).toMatchObject({ packets: 5, delivered: 1, cut: 4 });
  });
});
