import { liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { expectNoTouch, gaps, lasting, tabsOf, talk, timelines } from "../talk.ts";

/** When the loss of the old address is felt at the latest, ms. */
const FELT = 3000;

/** One of them leaves their network for another one, with another address behind another router, as from Wi-Fi to LTE. */
export const newAddress: Scenario = {
  id: "R-12",
  fault: "new network, new address",
  kinds: ["guest", "host"],
  pairs: PAIRS,
  repetitions: 30,
  short: { pair: "chromium-firefox" },
  lab: true,
  measures: {
    sound: {
      title: "longest silence",
      unit: "ms",
      target: { p95: 3000, most: 6000 },
      sane: { most: 25_000 },
    },
    picture: {
      title: "longest still picture",
      unit: "ms",
      target: { p95: 3000, most: 6000 },
      sane: { most: 25_000 },
    },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    return async (_, kind) => {
      const from = now();
      await homes[kind === "host" ? 0 : 1].host.move();
      // What was under way may still arrive; whether the new address works is not felt at once.
      await lasting(FELT);
      await waitForCalm(tabsOf(both), 40_000);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      return gaps(lines, from, to);
    };
  },
};
