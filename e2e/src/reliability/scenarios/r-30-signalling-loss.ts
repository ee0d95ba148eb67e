import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { type Line, Middle, type Rule, type Way } from "../../server/middle.ts";
import type { Packet } from "../../server/packet.ts";
import { now, waitForCalm } from "../probe.ts";
import { randomOf } from "../random.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, timelines } from "../talk.ts";

/** How often each of the three happens to a frame. */
const SHARE = 0.1;

/** A yes of before the room changed: the device says it again by itself (SPEC ADMIT-2). */
const LEGAL = "stale";

/** How long a frame waits for one to overtake it, ms. */
const OVERTAKEN = 200;

/**
 * Frames get lost, come twice or in another order. Over a WebSocket the only way to lose one is a connection that breaks with it
 * under way, so that is what happens.
 */
const unreliable = (seed: number): Rule => {
  const random = randomOf(seed);
  const held = new Map<Line, Partial<Record<Way, Packet>>>();
  return (packet, way, line) => {
    if (packet.kind !== "event" || packet.name !== "frame") return [packet];
    const waiting = held.get(line) ?? {};
    const before = waiting[way];
    held.set(line, { ...waiting, [way]: undefined });
    const late = before ? [before] : [];
    const dice = random();
    if (dice < SHARE) {
      line.close();
      return [];
    }
    if (dice < 2 * SHARE) return [packet, packet, ...late];
    if (dice < 3 * SHARE && !before) {
      held.set(line, { ...waiting, [way]: packet });
      setTimeout(() => {
        if (held.get(line)?.[way] !== packet) return;
        held.set(line, { ...held.get(line), [way]: undefined });
        line.send(way, packet);
      }, OVERTAKEN);
      return [];
    }
    return [packet, ...late];
  };
};

/** Calls are set up while every tenth sealed frame is lost with its connection, every tenth doubled, every tenth overtaken. */
export const signallingLoss: Scenario = {
  id: "R-30",
  fault: "signalling lost, doubled, reordered, 10 % each",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 300,
  short: { pair: "chromium-firefox", repetitions: 2 },
  measures: {
    call: {
      title: "host says yes → sound and picture",
      unit: "ms",
      target: { p95: 10_000 },
      sane: { most: 30_000 },
    },
    again: { title: "times the host had to say yes again", unit: "times" },
    refusals: {
      title: "refusals of the server, but for a yes that came too late",
      unit: "times",
      target: { most: 0 },
      sane: { most: 0 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const middle = world.own(await Middle.before(server.origin));
    const [host, guest] = await arrivePair(world, pair);
    return async (index) => {
      middle.rule = (packet) => [packet];
      const began = now();
      const name = `Bob ${index}`;
      const link = await startCall(host.tab, middle.origin);
      await openLink(guest.tab, link);
      middle.rule = unreliable(index + 1);
      await ask(guest.tab, name);
      await host.tab.waitForText("knock", name);
      const from = now();
      await letIn(host.tab, name);
      let again = 0;
      while (!(await isCalm(host.tab, guest.tab))) {
        if (now() - from > 40_000) throw new Error("No call came about.");
        if (!(await host.tab.sees("accept"))) continue;
        again += 1;
        await letIn(host.tab, name);
      }
      const lines = await timelines({ host, guest }, began);
      const refusals = lines.flatMap((line) => line.refusals.filter(({ code }) => code !== LEGAL));
      return { call: backAfter(lines, from, now()), again, refusals: refusals.length };
    };
  },
};

const isCalm = async (...tabs: Parameters<typeof waitForCalm>[0]): Promise<boolean> =>
  await waitForCalm(tabs, 1000).then(
    () => true,
    () => false,
  );
