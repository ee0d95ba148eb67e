import { now, timelineOf, waitForCalm } from "../probe.ts";
import { crash } from "../processes.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, talk } from "../talk.ts";

/** The process that shows the page dies; the person opens the same address in a new tab. */
export const crashed: Scenario = {
  id: "R-10",
  fault: "page crashes, opened again",
  kinds: ["guest", "host"],
  pairs: PAIRS,
  repetitions: 20,
  short: { pair: "chromium-chromium", kinds: ["guest"] },
  measures: {
    back: {
      title: "page opened → sound and picture",
      unit: "ms",
      target: { p95: 3000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    return async (_, kind) => {
      const someone = kind === "host" ? both.host : both.guest;
      const address = someone.tab.page.url();
      await crash(someone);
      someone.tab = await someone.person.newTab();
      const from = now();
      await someone.tab.goto(address);
      await waitForCalm([both.host.tab, both.guest.tab], 25_000);
      const line = await timelineOf(someone.tab);
      if (line.marks.some(({ value }) => value === "asking"))
        throw new Error("The page that came back had to knock.");
      return { back: backAfter([line], from, now()) };
    };
  },
};
