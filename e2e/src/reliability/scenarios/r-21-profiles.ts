import type { LineSettings } from "@onecall/netlab";
import { HOME, lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { between, heard } from "../quality.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { expectNoTouch, gaps, lasting, tabsOf, talk, timelines } from "../talk.ts";

/** Lines of the guest, one way; figures after the public test profiles of these names, rounded. */
const PROFILES: Readonly<Record<string, readonly Partial<LineSettings>[]>> = {
  // Little loss, and every few seconds much of it at once.
  "spiky loss": [{ delay: 25, loss: { kind: "burst", ratio: 0.1, length: 20 } }],
  international: [{ delay: 150, jitter: 30, loss: 0.02 }],
  "poor 3G": [{ delay: 150, jitter: 50, loss: 0.05, rate: 250_000, queue: 500 }],
  // From good to nothing within seconds, and the same way back.
  "call drop": [{ loss: 0.1 }, { loss: 0.4 }, { loss: 1 }, { loss: 0.4 }, { loss: 0.1 }],
};

/** How long the bit rate is read, ms. */
const READ = 2000;

/** What both send, bit/s, over `READ`. */
const rates = async (both: Parameters<typeof tabsOf>[0]): Promise<readonly number[]> => {
  const before = await Promise.all(tabsOf(both).map(heard));
  const from = now();
  await lasting(READ);
  const after = await Promise.all(tabsOf(both).map(heard));
  const to = now();
  return after.map((reading, index) => (between(before[index] ?? [], reading).sent * 8000) / (to - from));
};

/** The guest's line follows a profile and is good again. */
export const profiles: Scenario = {
  id: "R-21",
  fault: "line",
  kinds: Object.keys(PROFILES).map((name) => `${name}, 20 s`),
  pairs: PAIRS,
  repetitions: 5,
  short: { pair: "chromium-chromium", kinds: ["call drop, 5 s"] },
  lab: true,
  measures: {
    rate: {
      title: "bit rate 10 s after the line is good again, of that before",
      unit: "%",
      target: { least: 70 },
    },
    sound: { title: "longest silence", unit: "ms", sane: { most: 25_000 } },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    const line = lineOf(homes[1].host);
    const good = {
      delay: HOME.line?.delay ?? 0,
      jitter: 0,
      loss: 0,
      rate: Number.POSITIVE_INFINITY,
      queue: 200,
    };
    return async (_, kind) => {
      const [name = "", seconds] = kind.split(", ");
      const parts = PROFILES[name] ?? [];
      const length = Number.parseInt(seconds ?? "", 10) * 1000;
      // Senders start low and grow: what is compared with is the rate of a call that had time.
      await lasting(length / 2);
      const before = await rates(both);
      const from = now();
      for (const part of parts) {
        await line.set({ ...good, ...part });
        await lasting(length / parts.length);
      }
      await line.set(good);
      await lasting(length / 2);
      const after = await rates(both);
      await waitForCalm(tabsOf(both), 30_000);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      return {
        rate: Math.min(...after.map((rate, index) => (100 * rate) / (before[index] ?? rate))),
        sound: gaps(lines, from, to).sound,
      };
    };
  },
};
