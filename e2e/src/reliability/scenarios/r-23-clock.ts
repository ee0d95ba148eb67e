import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, timelines } from "../talk.ts";

/** Runs in the page: its clock is a day ahead. Only its text reaches the page. */
function ahead(): void {
  const Native = Date;
  const day = 86_400_000;
  window.Date = new Proxy(Native, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [Native.now() + day] : args),
    get: (target, key) => (key === "now" ? () => Native.now() + day : Reflect.get(target, key)),
  });
}

/** The same, a day behind. */
function behind(): void {
  const Native = Date;
  const day = 86_400_000;
  window.Date = new Proxy(Native, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [Native.now() - day] : args),
    get: (target, key) => (key === "now" ? () => Native.now() - day : Reflect.get(target, key)),
  });
}

/** The host's clock is a day ahead, the guest's a day behind; the page's `Date` stands for the clock of the machine. */
export const clockSkew: Scenario = {
  id: "R-23",
  fault: "clocks two days apart",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 10,
  short: { pair: "chromium-firefox" },
  measures: {
    call: {
      title: "host says yes → sound and picture",
      unit: "ms",
      target: { most: 4000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const [host, guest] = await arrivePair(world, pair, { scripts: [ahead] }, { scripts: [behind] });
    return async (index) => {
      const name = `Bob ${index}`;
      const link = await startCall(host.tab, server.origin);
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
