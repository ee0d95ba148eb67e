import { ask, openLink } from "../../scenario/actions.ts";
import { Middle, type Passed } from "../../server/middle.ts";
import { now } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, browsersOf, expectNoTouch, gaps, talk, timelines } from "../talk.ts";

/** Somebody else opens the link and asks to join while the call goes on. */
export const thirdJoiner: Scenario = {
  id: "R-15",
  fault: "third person at the link",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 50,
  short: { pair: "chromium-firefox" },
  measures: {
    told: {
      title: "asked → host sees that somebody waits",
      unit: "ms",
      target: { most: 2000 },
      sane: { most: 10_000 },
    },
    frames: { title: "frames to the third device", unit: "times", target: { most: 0 }, sane: { most: 0 } },
    credentials: { title: "TURN credentials to it", unit: "times", target: { most: 0 }, sane: { most: 0 } },
    candidates: { title: "candidates to it", unit: "times", target: { most: 0 }, sane: { most: 0 } },
    sound: { title: "longest silence in the call", unit: "ms", target: { most: 200 }, sane: { most: 2000 } },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const middle = world.own(await Middle.before(server.origin));
    const both = await talk(...(await arrivePair(world, pair)), middle.origin);
    const cleo = await world.arrive("Cleo", browsersOf(pair)[1]);
    return async () => {
      const from = now();
      const passed = middle.passed.length;
      await openLink(cleo.tab, both.link);
      await ask(cleo.tab, "Cleo");
      const asked = now();
      await both.host.tab.waitFor(
        "somebody waits",
        () => /1 waiting/.test(document.body.innerText),
        undefined,
      );
      const told = now() - asked;
      await cleo.tab.waitForWords(/in another call/);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      const known = new Set(middle.passed.slice(0, passed).map(({ line }) => line));
      const received = middle.passed
        .slice(passed)
        .filter(({ line, way }) => way === "to-client" && !known.has(line));
      const candidates = await cleo.tab.evaluate(
        () => window.recorder.connections.flatMap(({ applied }) => applied).length,
      );
      await cleo.tab.click("cancel");
      await cleo.tab.waitForState("lobby");
      await both.host.tab.waitFor(
        "nobody waits",
        () => !/1 waiting/.test(document.body.innerText),
        undefined,
      );
      return {
        told,
        frames: received.filter(isFrame).length,
        credentials: received.filter(({ text }) => text.includes('"credential"')).length,
        candidates,
        sound: gaps(lines, from, to).sound,
      };
    };
  },
};

const isFrame = ({ packet }: Passed): boolean => packet.kind === "event" && packet.name === "frame";
