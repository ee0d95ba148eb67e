import type { Connection } from "@onecall/netlab";
import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, timelines } from "../talk.ts";

/** A network that lets out TCP to port 443 and nothing else. */
const OFFICE: Connection = {
  families: ["ipv4"],
  nat: "port-restricted",
  firewall: { kind: "only-tcp", port: 443 },
  line: { delay: 10 },
};

/** Both sit behind such a firewall; every repetition is a new call. */
export const only443: Scenario = {
  id: "R-22",
  fault: "only TCP to port 443 passes",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 20,
  short: { pair: "chromium-firefox" },
  lab: true,
  measures: {
    call: {
      title: "host says yes → sound and picture on both",
      unit: "ms",
      target: { p95: 4000 },
      sane: { most: 25_000 },
    },
  },
  start: async (world, pair) => {
    const { host, guest, origin } = await liveApart(world, pair, { home: OFFICE });
    return async (index) => {
      const name = `Bob ${index}`;
      const link = await startCall(host.tab, origin);
      await openLink(guest.tab, link);
      await ask(guest.tab, name);
      await host.tab.waitForText("knock", name);
      const from = now();
      await letIn(host.tab, name);
      await waitForCalm([host.tab, guest.tab]);
      return { call: backAfter(await timelines({ host, guest }, from), from, now()) };
    };
  },
};
