import { meet } from "../../scenario/actions.ts";
import { now } from "../probe.ts";
import type { Scenario } from "../scenario.ts";
import { arrivePair } from "../talk.ts";

/**
 * A page nobody has touched comes back into a call, in a browser that lets only touched pages play sound. The guest has no
 * camera and microphone: pages that use them may play.
 */
export const autoplay: Scenario = {
  id: "R-27",
  fault: "browser does not let the page play sound",
  kinds: [""],
  pairs: ["chromium-chromium"],
  repetitions: 10,
  short: { pair: "chromium-chromium" },
  measures: {
    offered: {
      title: "in the call → a button turns the sound on",
      unit: "ms",
      target: { most: 500 },
      sane: { most: 5000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const [host, guest] = await arrivePair(
      world,
      pair,
      {},
      {
        devices: "denied",
        tweaks: {
          without: ["--autoplay-policy=no-user-gesture-required"],
          args: ["--autoplay-policy=user-gesture-required"],
        },
      },
    );
    const link = await meet(host.tab, guest.tab, server.origin, guest.name);
    return async () => {
      const old = guest.tab;
      guest.tab = await guest.person.newTab();
      await guest.tab.goto(link);
      await guest.tab.waitForState("in-call");
      await guest.tab.waitForVisible("turn-on-sound");
      const shown = now();
      const inCall = await guest.tab.evaluate(
        () => window.probe.marks.find(({ value }) => value === "in-call")?.at ?? 0,
      );
      const plays = () =>
        document.querySelector<HTMLVideoElement>('[data-testid="remote-video"]')?.paused === false;
      await guest.tab.waitFor("the picture plays without sound", plays, undefined);
      await guest.tab.click("turn-on-sound");
      await guest.tab.waitForGone("turn-on-sound");
      await old.close();
      return { offered: shown - inCall };
    };
  },
};
