import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, tabsOf, timelines } from "../talk.ts";
import type { Timeline } from "../timeline.ts";

/** When the host's page took the yes. */
const saidYes = ({ marks }: Timeline, after: number): number => {
  const mark = marks.find(
    ({ name, value, at }) => name === "data-call-state" && value === "connecting" && at > after,
  );
  if (!mark) throw new Error("The host's page never said that it connects.");
  return mark.at;
};

/** When the first picture came. */
const firstPicture = ({ picture }: Timeline, after: number): number => {
  const first = picture.find(({ to }) => to > after);
  if (!first) throw new Error("No picture came.");
  return first.to;
};

/** Nothing is wrong: a guest is let in, 40 ms away. The fifth promise of the design has no fault and so no number in the catalogue. */
export const admit: Scenario = {
  id: "P5",
  fault: "none: a guest is let in",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 20,
  short: { pair: "chromium-firefox" },
  lab: true,
  measures: {
    picture: {
      title: "host says yes → first picture on both",
      unit: "ms",
      target: { p95: 600 },
      sane: { most: 20_000 },
    },
    flow: { title: "host says yes → sound and picture on both", unit: "ms" },
  },
  start: async (world, pair) => {
    const { host, guest, origin } = await liveApart(world, pair);
    const both = { host, guest };
    return async (index) => {
      const name = `Bob ${index}`;
      await openLink(guest.tab, await startCall(host.tab, origin));
      await ask(guest.tab, name);
      await host.tab.waitForText("knock", name);
      const asked = now();
      await letIn(host.tab, name);
      await waitForCalm(tabsOf(both));
      const lines = await timelines(both, asked);
      const [hosts] = lines;
      if (!hosts) throw new Error("The host's page noted nothing.");
      const from = saidYes(hosts, asked);
      return {
        picture: Math.max(...lines.map((line) => firstPicture(line, from) - from)),
        flow: backAfter(lines, from, now()),
      };
    };
  },
};
