import type { LineSettings } from "@onecall/netlab";
import { lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { between, concealedShare, heard } from "../quality.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { expectNoTouch, lasting, tabsOf, talk, timelines } from "../talk.ts";
import { countIn, shareOfGaps } from "../timeline.ts";

const LOSSES: Readonly<Record<string, LineSettings["loss"]>> = {
  uniform: 0.3,
  bursty: { kind: "burst", ratio: 0.3, length: 5 },
};

/** A still picture as long as this is frozen, ms. */
const FROZEN = 500;

/** Three of ten packets from and to the guest are lost. */
export const heavyLoss: Scenario = {
  id: "R-19",
  fault: "30 % loss",
  kinds: ["uniform, 60 s", "bursty, 60 s"],
  pairs: PAIRS,
  repetitions: 10,
  short: { pair: "chromium-firefox", kinds: ["bursty, 10 s"] },
  lab: true,
  measures: {
    concealed: { title: "sound that is made up", unit: "%", target: { p95: 15 } },
    frozen: { title: "time with a frozen picture", unit: "%", target: { p95: 20 } },
    rate: { title: "frames a second", unit: "fps", target: { least: 5 } },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    const line = lineOf(homes[1].host);
    return async (_, kind) => {
      const [how = "", seconds] = kind.split(", ");
      await line.set({ loss: LOSSES[how] ?? 0 });
      const from = now();
      const before = await Promise.all(tabsOf(both).map(heard));
      await lasting(Number.parseInt(seconds ?? "", 10) * 1000);
      const after = await Promise.all(tabsOf(both).map(heard));
      const to = now();
      await line.set({ loss: 0 });
      await waitForCalm(tabsOf(both), 30_000);
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      const sides = after.map((reading, index) => between(before[index] ?? [], reading));
      return {
        concealed: Math.max(...sides.map(concealedShare)),
        frozen: Math.max(...lines.map(({ picture }) => 100 * shareOfGaps(picture, from, to, FROZEN))),
        rate: Math.min(...lines.map(({ picture }) => (1000 * countIn(picture, from, to)) / (to - from))),
      };
    };
  },
};
