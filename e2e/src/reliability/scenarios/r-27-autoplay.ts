import type { Page } from "puppeteer-core";
import { meet } from "../../scenario/actions.ts";
import { until } from "../../until.ts";
import type { Scenario } from "../scenario.ts";
import { arrivePair } from "../talk.ts";

/** Since when the page nobody touched shows what, ms; 0 while it does not. */
interface Untouched {
  readonly inCall: number;
  readonly offered: number;
  readonly played: number;
}

/** Looks at it without what puppeteer does whenever it looks: to tell the page that its person has just touched it. */
const lookUntouched = async (page: Page): Promise<Untouched | undefined> => {
  const session = await page.createCDPSession();
  const { result } = await session.send("Runtime.evaluate", {
    expression: "JSON.stringify(window.untouched)",
    userGesture: false,
  });
  await session.detach();
  return typeof result.value === "string" ? JSON.parse(result.value) : undefined;
};

declare global {
  interface Window {
    untouched: Untouched;
  }
}

/** Runs in the page: notes when it was in the call, and when it offered to turn the sound on. */
function watchUntouched(): void {
  const look = (): void => {
    const { untouched: before } = window;
    const inCall = document.documentElement?.getAttribute("data-call-state") === "in-call";
    const offers = document.querySelector('[data-testid="turn-on-sound"]')?.checkVisibility() === true;
    const video = document.querySelector<HTMLVideoElement>('[data-testid="remote-video"]');
    const plays = video?.paused === false && video.videoWidth > 0 && video.currentTime > 0;
    window.untouched = {
      inCall: before?.inCall || (inCall ? performance.now() : 0),
      offered: before?.offered || (offers ? performance.now() : 0),
      played: before?.played || (plays ? performance.now() : 0),
    };
  };
  setInterval(look, 20);
}

/**
 * A page nobody has touched comes back into a call, in a browser that lets only touched pages play sound. The guest has no
 * camera and microphone, since pages that use them may play. In Chromium only: Firefox can not be looked at without a touch.
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
    plays: { title: "in the call → the picture plays", unit: "ms", sane: { most: 10_000 } },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const usual = "--autoplay-policy=no-user-gesture-required";
    const strict = "--autoplay-policy=document-user-activation-required";
    const [host, guest] = await arrivePair(
      world,
      pair,
      {},
      { devices: "denied", tweaks: { without: [usual], args: [strict] }, scripts: [watchUntouched] },
    );
    const link = await meet(host.tab, guest.tab, server.origin, guest.name);
    return async () => {
      const old = guest.tab;
      guest.tab = await guest.person.newTab();
      const { page } = guest.tab;
      await guest.tab.goto(link);
      const seen = await until(
        "the page in the call offers the sound and plays the picture",
        async () => {
          const look = await lookUntouched(page);
          return look && look.inCall > 0 && look.offered > 0 && look.played > 0 && look;
        },
        { explain: async () => JSON.stringify(await lookUntouched(page)) },
      );
      await guest.tab.click("turn-on-sound");
      await guest.tab.waitForGone("turn-on-sound");
      await old.close();
      return {
        offered: Math.max(0, seen.offered - seen.inCall),
        plays: Math.max(0, seen.played - seen.inCall),
      };
    };
  },
};
