import { liveCaptures, waitForDevicesOff } from "../../browser/media.ts";
import { now, timelineOf, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, talk } from "../talk.ts";

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
    streams: {
      title: "tabs that use camera and microphone",
      unit: "times",
      target: { most: 1 },
      sane: { most: 1 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
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
      const { sound, picture } = await timelineOf(guest.tab);
      const users = await Promise.all(
        [old, guest.tab].map(async (tab) => (await liveCaptures(tab)).length > 0),
      );
      await old.close();
      return {
        moved: Math.max(sound[0]?.to ?? Infinity, picture[0]?.to ?? Infinity) - from,
        old: ended - from,
        streams: users.filter((uses) => uses).length,
      };
    };
  },
};
