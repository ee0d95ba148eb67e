import { now, watchOn } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, expectNoTouch, gaps, lasting, tabsOf, talk, timelines } from "../talk.ts";

/** How long the server is away, ms. */
const AWAY = 5000;

/** The server is killed as by `kill -9` and comes back with nothing of what it knew. */
export const serverKilled: Scenario = {
  id: "R-01",
  fault: "server killed, back after 5 s",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 50,
  short: { pair: "chromium-firefox" },
  measures: {
    sound: { title: "longest silence", unit: "ms", target: { most: 200 }, sane: { most: 2000 } },
    picture: { title: "longest still picture", unit: "ms", target: { most: 200 }, sane: { most: 4000 } },
    seats: {
      title: "server back → both have their seats",
      unit: "ms",
      target: { p95: 3000, most: 8000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    return async () => {
      const from = now();
      await server.kill();
      await lasting(AWAY);
      await server.restart();
      const back = now();
      await Promise.all(
        tabsOf(both).map((tab) =>
          tab.waitFor("a seat again", (after) => window.probe.joins.some((at) => at > after), from, 30_000),
        ),
      );
      await watchOn();
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      const seats = Math.max(...lines.map(({ joins }) => (joins.find((at) => at > from) ?? to) - back));
      return { ...gaps(lines, from, to), seats: Math.max(0, seats) };
    };
  },
};
