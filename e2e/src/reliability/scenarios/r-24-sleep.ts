import { now, waitForCalm } from "../probe.ts";
import { signalAll } from "../processes.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, expectNoTouch, lasting, tabsOf, talk, timelines } from "../talk.ts";

const LENGTHS: Readonly<Record<string, number>> = { "10 s": 10_000, "30 s": 30_000, "10 min": 600_000 };

/** After ten minutes of reconnecting the host's screen says "lost", and offers what the call does anyway. */
const LOST = 600_000;

/** All processes of the guest's browser are stopped and go on later (SIGSTOP, SIGCONT), as when a machine sleeps. */
export const sleep: Scenario = {
  id: "R-24",
  fault: "guest's machine sleeps",
  kinds: ["30 s", "10 min"],
  pairs: PAIRS,
  repetitions: 20,
  short: { pair: "firefox-firefox", kinds: ["10 s"] },
  measures: {
    back: {
      title: "awake → sound and picture on both",
      unit: "ms",
      target: { p95: 4000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    return async (_, kind) => {
      const length = LENGTHS[kind] ?? 0;
      const from = now();
      await signalAll(both.guest, "SIGSTOP");
      await lasting(length);
      const awake = now();
      await signalAll(both.guest, "SIGCONT");
      await waitForCalm(tabsOf(both), 30_000);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to, length >= LOST ? "may say lost" : "must not");
      return { back: backAfter(lines, awake, to) };
    };
  },
};
