import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, expectNoTouch, lasting, tabsOf, talk, timelines } from "../talk.ts";
import { longestGap, warnings } from "../timeline.ts";

const LENGTHS: Readonly<Record<string, number>> = { "10 s": 10_000, "1 min": 60_000, "10 min": 600_000 };

/** What puppeteer starts Chromium with, so that pages in the background run as if they were not. */
const NEVER_HIDDEN = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

/** The guest looks at another tab of the same window. */
export const background: Scenario = {
  id: "R-28",
  fault: "guest's tab in the background",
  kinds: ["1 min", "10 min"],
  pairs: PAIRS,
  repetitions: 5,
  short: { pair: "chromium-chromium", kinds: ["10 s"] },
  measures: {
    alarms: { title: "false alarms on either screen", unit: "times", target: { most: 0 }, sane: { most: 0 } },
    // A page in the background may look once a second only, as Firefox's does; then the silence is not known better.
    host: { title: "longest silence for the host", unit: "ms", target: { most: 500 }, sane: { most: 5000 } },
    guest: {
      title: "longest silence for the guest, in steps of up to 1 s",
      unit: "ms",
      target: { most: 2200 },
      sane: { most: 8000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(
      ...(await arrivePair(world, pair, { tweaks: { without: NEVER_HIDDEN } })),
      server.origin,
    );
    return async (_, length) => {
      const from = now();
      const other = await both.guest.person.newTab();
      await other.goto("about:blank");
      await other.page.bringToFront();
      await both.guest.tab.waitFor(
        "it is in the background",
        () => document.visibilityState === "hidden",
        undefined,
      );
      await lasting(LENGTHS[length] ?? 0);
      const to = now();
      const hidden = await both.guest.tab.evaluate(() => document.visibilityState === "hidden");
      if (!hidden) throw new Error("The guest's page did not stay in the background.");
      await other.close();
      await both.guest.tab.page.bringToFront();
      await waitForCalm(tabsOf(both));
      const end = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, end);
      const [host, guest] = lines.map(({ sound }) => longestGap(sound, from, to));
      return {
        alarms: lines.flatMap((line) => warnings(line, from, end)).length,
        host: host ?? Number.NaN,
        guest: guest ?? Number.NaN,
      };
    };
  },
};
