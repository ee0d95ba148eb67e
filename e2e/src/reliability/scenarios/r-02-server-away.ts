import { lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm, watchOn } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, expectNoTouch, gaps, lasting, tabsOf, talk, timelines } from "../talk.ts";

/** How long the server is away, s, and how often the call breaks off meanwhile. */
const KINDS: Readonly<Record<string, { readonly seconds: number; readonly cuts: number }>> = {
  "10 s": { seconds: 10, cuts: 1 },
  "5 min": { seconds: 300, cuts: 10 },
};

/** How long it breaks off, ms: longer than devices wait before they act. */
const CUT = 4000;

/** Nothing reaches the server any more. The call goes on, and comes back from cuts between the two homes, without it. */
export const serverAway: Scenario = {
  id: "R-02",
  fault: "server unreachable",
  kinds: ["5 min"],
  pairs: PAIRS,
  repetitions: 3,
  short: { pair: "chromium-firefox", kinds: ["10 s"] },
  lab: true,
  measures: {
    sound: {
      title: "longest silence while the line is whole",
      unit: "ms",
      target: { most: 200 },
      sane: { most: 3000 },
    },
    picture: {
      title: "longest still picture while the line is whole",
      unit: "ms",
      target: { most: 200 },
      sane: { most: 4000 },
    },
    back: {
      title: "cut of 4 s restored → sound and picture",
      unit: "ms",
      target: { most: 2500 },
      sane: { most: 15_000 },
    },
  },
  start: async (world, pair) => {
    const street = { families: ["ipv4"], line: {} } as const;
    const { host, guest, homes, server, origin } = await liveApart(world, pair, { server: street });
    const both = await talk(host, guest, origin);
    return async (_, kind) => {
      const { seconds, cuts } = KINDS[kind] ?? { seconds: 0, cuts: 0 };
      await lineOf(server).cut();
      const from = now();
      const backs: number[] = [];
      const whole: { readonly since: number; readonly until: number }[] = [];
      let since = from;
      for (let count = 0; count < cuts; count++) {
        await lasting((seconds * 1000) / cuts - CUT);
        const line = lineOf((count % 2 === 0 ? homes[0] : homes[1]).host);
        whole.push({ since, until: now() });
        await line.cut();
        await lasting(CUT);
        await line.heal();
        const restored = now();
        await waitForCalm(tabsOf(both), 30_000);
        backs.push(backAfter(await timelines(both, restored), restored, now()));
        since = now();
      }
      await watchOn();
      const to = now();
      whole.push({ since, until: to });
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      await lineOf(server).heal();
      await Promise.all(
        tabsOf(both).map((tab) =>
          tab.waitFor("a seat again", (after) => window.probe.joins.some((at) => at > after), from, 60_000),
        ),
      );
      const silences = whole.map(({ since: begin, until }) => gaps(lines, begin, until));
      return {
        sound: Math.max(...silences.map(({ sound }) => sound)),
        picture: Math.max(...silences.map(({ picture }) => picture)),
        back: Math.max(...backs),
      };
    };
  },
};
