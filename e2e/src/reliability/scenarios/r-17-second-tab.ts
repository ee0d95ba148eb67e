import { waitForDevicesOff } from "../../browser/media.ts";
import type { Tab } from "../../browser/tab.ts";
import { now, timelineOf, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, talk } from "../talk.ts";

/** From when on a page used a camera or a microphone, or none any more, ms. */
interface Use {
  readonly at: number;
  readonly uses: boolean;
}

declare global {
  interface Window {
    uses: Use[];
  }
}

/** Runs in the page behind the recorder: notes when its first device came on and its last one went off. */
function watchUse(): void {
  if (!window.isSecureContext) return;
  window.uses = [];
  const note = (): void => {
    const uses = window.recorder.captured.some(({ readyState }) => readyState === "live");
    if (uses === (window.uses.at(-1)?.uses ?? false)) return;
    window.uses.push({ at: performance.timeOrigin + performance.now(), uses });
  };
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    note();
    return stream;
  };
  const { stop } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.stop = function () {
    stop.call(this);
    note();
  };
}

const usesOf = async (tab: Tab): Promise<readonly Use[]> => await tab.evaluate(() => window.uses);

/** When a page first used a device. */
const firstUse = async (tab: Tab): Promise<number> =>
  (await usesOf(tab)).find(({ uses }) => uses)?.at ?? Infinity;

/** When a page let go of its last device. */
const lastUse = async (tab: Tab): Promise<number> =>
  (await usesOf(tab)).findLast(({ uses }) => !uses)?.at ?? Infinity;

/** The guest opens the link of the call in a second tab of the same browser. */
export const secondTab: Scenario = {
  id: "R-17",
  fault: "link opened in a second tab",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 30,
  short: { pair: "chromium-firefox" },
  measures: {
    moved: {
      title: "link opened → sound and picture in the new tab",
      unit: "ms",
      target: { p95: 2000 },
      sane: { most: 20_000 },
    },
    old: {
      title: "link opened → old tab says so and keeps no device",
      unit: "ms",
      target: { p95: 2000 },
      sane: { most: 20_000 },
    },
    both: {
      // The new tab has its own picture before it says who it is; the other person never gets two.
      title: "time both tabs use camera and microphone",
      unit: "ms",
      target: { p95: 2000 },
      sane: { most: 10_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair, {}, { scripts: [watchUse] })), server.origin);
    const { host, guest } = both;
    return async () => {
      const old = guest.tab;
      guest.tab = await guest.person.newTab();
      const from = now();
      await guest.tab.goto(both.link);
      await Promise.all([
        old.waitForState("ended"),
        waitForDevicesOff(old),
        waitForCalm([host.tab, guest.tab], 25_000),
      ]);
      await old.waitForWords(/open in another tab/i);
      const { marks } = await timelineOf(old);
      const ended = marks.findLast(({ value }) => value === "ended")?.at ?? Infinity;
      const moved = backAfter([await timelineOf(guest.tab)], from, now());
      const [off, on] = [await lastUse(old), await firstUse(guest.tab)];
      await old.close();
      return {
        moved,
        old: Math.max(ended, off) - from,
        both: Math.max(0, off - on),
      };
    };
  },
};
