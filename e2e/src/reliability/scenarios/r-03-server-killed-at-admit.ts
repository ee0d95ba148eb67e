import type { Tab } from "../../browser/tab.ts";
import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { Middle } from "../../server/middle.ts";
import { opaqueOf } from "../../server/packet.ts";
import { until } from "../../until.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, lasting, timelines } from "../talk.ts";

/** How long the server is away, ms. */
const AWAY = 1000;

const AT_ADMIT = "as the host says yes";
const AT_ANSWER = "as the guest answers";

/** The server is killed in the very moment a certain packet has reached it, and has to begin without knowing anybody. */
export const serverKilledAtAdmit: Scenario = {
  id: "R-03",
  fault: "server killed while a call begins, back after 1 s",
  kinds: [AT_ADMIT, AT_ANSWER],
  pairs: PAIRS,
  repetitions: 25,
  short: { pair: "chromium-firefox", kinds: [AT_ADMIT] },
  measures: {
    call: {
      title: "server back → sound and picture",
      unit: "ms",
      target: { p95: 6000, most: 15_000 },
      sane: { most: 40_000 },
    },
    again: { title: "times the host had to say yes again", unit: "times" },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const middle = world.own(await Middle.before(server.origin));
    const [host, guest] = await arrivePair(world, pair);
    return async (index, kind) => {
      const link = await startCall(host.tab, middle.origin);
      await openLink(guest.tab, link);
      await ask(guest.tab, `Bob ${index}`);
      await host.tab.waitForText("knock", `Bob ${index}`);

      let killed: Promise<void> | undefined;
      let admitted = false;
      middle.rule = (packet, way, line) => {
        if (killed || packet.kind !== "event" || way !== "to-server") return [packet];
        if (packet.name === "admit" && kind === AT_ADMIT) killed = server.kill();
        if (packet.name === "admit") admitted = true;
        const answers =
          admitted && line.role === "guest" && packet.name === "frame" && opaqueOf(packet)?.[1] === 16;
        if (answers) killed = server.kill();
        return [packet];
      };
      await letIn(host.tab, `Bob ${index}`);
      await until("the server is killed", () => killed !== undefined);
      await killed;
      await lasting(AWAY);
      await server.restart();
      const back = now();
      const again = await callWithRetry(host.tab, guest.tab);
      return { call: backAfter(await timelines({ host, guest }, back), back, now()), again };
    };
  },
};

/**
 * Waits for the call. A yes the server took along has reached nobody: where the knock rings again, the host says yes again.
 *
 * @returns how often that was
 */
const callWithRetry = async (host: Tab, guest: Tab): Promise<number> => {
  let again = 0;
  const [call] = await Promise.allSettled([
    waitForCalm([host, guest], 40_000),
    (async () => {
      for (;;) {
        const next = await host.waitFor(
          "the call or the knock",
          () => {
            const state = document.documentElement.getAttribute("data-call-state");
            if (state === "in-call") return state;
            return document.querySelector('[data-testid="accept"]')?.checkVisibility() && "knock";
          },
          undefined,
          40_000,
        );
        if (next === "in-call") return;
        again += 1;
        await host.click("accept");
        // A second is what a person waits before they press again.
        await lasting(1000);
      }
    })(),
  ]);
  if (call.status === "rejected") throw call.reason;
  return again;
};
