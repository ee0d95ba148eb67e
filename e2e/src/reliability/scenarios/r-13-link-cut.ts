import type { Line } from "@onecall/netlab";
import { lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm, waitForGoodLine } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, expectNoTouch, lasting, tabsOf, talk, timelines, warnedAfter } from "../talk.ts";

/** A way to break the lines of two homes and to make them whole again. */
interface Cut {
  begin(host: Line, guest: Line): Promise<unknown>;
  end(host: Line, guest: Line): Promise<unknown>;
}

const CUTS: Readonly<Record<string, Cut>> = {
  "both sides": {
    begin: (host, guest) => Promise.all([host.cut(), guest.cut()]),
    end: (host, guest) => Promise.all([host.heal(), guest.heal()]),
  },
  "guest's side": {
    begin: (_, guest) => guest.cut(),
    end: (_, guest) => guest.heal(),
  },
  "from the guest only": {
    begin: (_, guest) => guest.cut("up"),
    end: (_, guest) => guest.heal(),
  },
  "guest's cable pulled": {
    begin: (_, guest) => guest.unplug(),
    end: (_, guest) => guest.plug(),
  },
};

const SECONDS = [5, 20, 60];

/** Those `npm test` plays; a cut on one side is R-14. */
const SHORT = ["both sides", "from the guest only", "guest's cable pulled"];

const kindOf = (seconds: number, cut: string): string => `${seconds} s, ${cut}`;

/** Packets vanish for a while; those who send them are told nothing, but for a pulled cable. */
export const linkCut: Scenario = {
  id: "R-13",
  fault: "link cut",
  kinds: SECONDS.flatMap((seconds) => Object.keys(CUTS).map((cut) => kindOf(seconds, cut))),
  pairs: PAIRS,
  repetitions: 30,
  short: { pair: "chromium-firefox", kinds: SHORT.map((cut) => kindOf(5, cut)) },
  lab: true,
  measures: {
    warned: { title: "cut → both screens say so", unit: "ms", target: { p95: 1500 }, sane: { most: 5000 } },
    back: {
      title: "restored → sound and picture on both",
      unit: "ms",
      target: { p95: 2500 },
      sane: { most: 25_000 },
    },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    const lines = [lineOf(homes[0].host), lineOf(homes[1].host)] as const;
    return async (_, kind) => {
      const [seconds = "", name = ""] = kind.split(" s, ");
      const cut = CUTS[name];
      if (!cut) throw new Error(`There is no cut "${name}".`);
      await waitForGoodLine(tabsOf(both));
      await cut.begin(...lines);
      const from = now();
      await lasting(Number(seconds) * 1000);
      await cut.end(...lines);
      const restored = now();
      await waitForCalm(tabsOf(both), 40_000);
      const to = now();
      const screens = await timelines(both, from);
      expectNoTouch(screens, from, to);
      return { back: backAfter(screens, restored, to), warned: warnedAfter(screens, from, to) };
    };
  },
};
