import { lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, expectNoTouch, lasting, tabsOf, talk, timelines } from "../talk.ts";

const LENGTHS: Readonly<Record<string, number>> = { "17 s": 17_000, "3 min": 180_000, "15 min": 900_000 };

/** After ten minutes of reconnecting a screen says "lost", and offers what the call does anyway. */
const LOST = 600_000;

/** A cut longer than browsers wait before they give a connection up (Chromium: 15.8 s), and much longer. */
export const longCut: Scenario = {
  id: "R-14",
  fault: "long cut on the guest's side",
  kinds: ["3 min", "15 min"],
  pairs: PAIRS,
  repetitions: 3,
  short: { pair: "chromium-chromium", kinds: ["17 s"] },
  lab: true,
  measures: {
    back: {
      title: "restored → sound and picture on both",
      unit: "ms",
      target: { most: 5000 },
      sane: { most: 40_000 },
    },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    return async (_, kind) => {
      const length = LENGTHS[kind] ?? 0;
      const from = now();
      await lineOf(homes[1].host).cut();
      await lasting(length);
      await lineOf(homes[1].host).heal();
      const restored = now();
      await waitForCalm(tabsOf(both), 60_000);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to, length >= LOST ? "may say lost" : "must not");
      return { back: backAfter(lines, restored, to) };
    };
  },
};
