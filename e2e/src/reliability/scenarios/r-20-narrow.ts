import { lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { between, concealedShare, heard, soundDelay } from "../quality.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { expectNoTouch, lasting, tabsOf, talk, timelines } from "../talk.ts";
import { longestGap, shownPicture } from "../timeline.ts";

/** How much of the time the browsers need to find out; it is not measured. */
const FINDING_OUT = 0.25;

/** A picture that stands still this long is off, ms. */
const OFF = 2000;

/** 100 kbit/s to and from the guest. */
export const narrow: Scenario = {
  id: "R-20",
  fault: "100 kbit/s",
  kinds: ["60 s"],
  pairs: PAIRS,
  repetitions: 10,
  short: { pair: "chromium-firefox", kinds: ["8 s"] },
  lab: true,
  measures: {
    delay: { title: "sound waits in the receiver's buffer", unit: "ms", target: { p95: 400 } },
    concealed: { title: "sound that is made up", unit: "%", target: { p95: 15 } },
    sound: { title: "longest silence", unit: "ms", target: { most: 2000 }, sane: { most: 20_000 } },
    switches: { title: "picture stops or starts, a minute", unit: "times", target: { most: 2 } },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    const line = lineOf(homes[1].host);
    return async (_, kind) => {
      const seconds = Number.parseInt(kind, 10);
      await line.set({ rate: 100_000 });
      const began = now();
      await lasting(FINDING_OUT * seconds * 1000);
      const from = now();
      const before = await Promise.all(tabsOf(both).map(heard));
      await lasting((1 - FINDING_OUT) * seconds * 1000);
      const after = await Promise.all(tabsOf(both).map(heard));
      const to = now();
      await line.set({ rate: Number.POSITIVE_INFINITY });
      await waitForCalm(tabsOf(both), 40_000);
      const lines = await timelines(both, began);
      expectNoTouch(lines, began, to);
      const stops = lines.map((line, side) => {
        const shown = shownPicture(line, lines[1 - side] ?? line);
        const inside = shown.filter((one) => one.to > from && one.from < to);
        return inside.filter((one, index) => one.from - (inside[index - 1]?.to ?? one.from) > OFF).length;
      });
      const sides = after.map((reading, index) => between(before[index] ?? [], reading));
      return {
        delay: Math.max(...sides.map(soundDelay)),
        concealed: Math.max(...sides.map(concealedShare)),
        sound: Math.max(...lines.map(({ sound }) => longestGap(sound, from, to))),
        switches: (2 * Math.max(...stops) * 60_000) / (to - from),
      };
    };
  },
};
