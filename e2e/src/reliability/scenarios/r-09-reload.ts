import { now, timelineOf, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, expectNoTouch, tabsOf, talk, warnedAfter } from "../talk.ts";

/** One of the two reloads the page; nobody touches anything else. */
export const reload: Scenario = {
  id: "R-09",
  fault: "page reloaded",
  kinds: ["guest", "host"],
  pairs: PAIRS,
  repetitions: 50,
  short: { pair: "chromium-firefox" },
  measures: {
    back: {
      title: "reload → sound and picture there",
      unit: "ms",
      target: { p95: 3000, most: 6000 },
      sane: { most: 20_000 },
    },
    other: { title: "reload → sound and picture at the other", unit: "ms", sane: { most: 20_000 } },
    told: {
      title: "reload → the other screen says so",
      unit: "ms",
      target: { p95: 1500 },
      sane: { most: 6000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    return async (_, who) => {
      const [tab, other] = who === "host" ? tabsOf(both) : tabsOf(both).toReversed();
      if (!tab || !other) throw new Error("Nobody to reload.");
      const from = now();
      await tab.reload();
      await waitForCalm([tab, other], 25_000);
      const to = now();
      const [own, theirs] = [await timelineOf(tab), await timelineOf(other, from)];
      expectNoTouch([theirs], from, to);
      const knocked = own.marks.filter(({ value }) => value === "asking" || value === "waiting");
      if (knocked.length > 0) throw new Error("The page that came back had to knock or to wait.");
      const away = Math.max(firstAfterBreak(theirs.sound, from), firstAfterBreak(theirs.picture, from));
      return { back: backAfter([own], from, to), other: away - from, told: warnedAfter([theirs], from, to) };
    };
  },
};

/** When the new connection brought something: what comes behind the longest break. */
const firstAfterBreak = (
  arrivals: readonly { readonly from: number; readonly to: number }[],
  after: number,
): number => {
  const later = arrivals.filter(({ to }) => to > after);
  const breaks = later.map((one, index) => ({
    to: one.to,
    length: one.from - (later[index - 1]?.to ?? after),
  }));
  return breaks.reduce((longest, one) => (one.length > longest.length ? one : longest)).to;
};
