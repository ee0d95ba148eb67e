import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, tabsOf, talk, timelines } from "../talk.ts";

/** Both reload their pages at the same moment. */
export const bothReload: Scenario = {
  id: "R-11",
  fault: "both reload at once",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 30,
  short: { pair: "chromium-firefox" },
  measures: {
    back: {
      title: "reload → sound and picture on both",
      unit: "ms",
      target: { p95: 5000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    return async () => {
      const tabs = tabsOf(both);
      const from = now();
      await Promise.all(tabs.map((tab) => tab.reload()));
      await waitForCalm(tabs, 25_000);
      return { back: backAfter(await timelines(both, from), from, now()) };
    };
  },
};
