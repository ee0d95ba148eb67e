import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, timelines } from "../talk.ts";

/** Nobody listens there. */
const DEAD = JSON.stringify([
  { urls: ["turn:127.0.0.1:9?transport=udp", "turn:127.0.0.1:9?transport=tcp"], secrets: ["x".repeat(32)] },
]);

const DIRECT = "direct is possible";
const RELAY_ONLY = "guest hides the address";

/** No TURN server answers. */
export const turnDown: Scenario = {
  id: "R-07",
  fault: "all TURN servers down",
  kinds: [DIRECT, RELAY_ONLY],
  pairs: PAIRS,
  repetitions: 20,
  short: { pair: "chromium-firefox" },
  measures: {
    outcome: {
      title: "host says yes → sound and picture, or an error that names the relay",
      unit: "ms",
      target: { most: 10_000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server("--turn=off", `--turn-external=${DEAD}`);
    const [host, guest] = await arrivePair(world, pair);
    return async (index, kind) => {
      const name = `Bob ${index}`;
      const link = await startCall(host.tab, server.origin);
      await openLink(guest.tab, link);
      const hidden = await guest.tab.evaluate(
        () => document.querySelector('[data-testid="hide-address"]')?.getAttribute("aria-checked") === "true",
      );
      if (hidden !== (kind === RELAY_ONLY)) await guest.tab.click("hide-address");
      await ask(guest.tab, name);
      await host.tab.waitForText("knock", name);
      const from = now();
      await letIn(host.tab, name);
      if (kind === DIRECT) {
        await waitForCalm([host.tab, guest.tab]);
        return { outcome: backAfter(await timelines({ host, guest }, from), from, now()) };
      }
      await guest.tab.waitForWords(/needs a relay server/);
      return { outcome: now() - from };
    };
  },
};
