import { lineOf, liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, expectNoTouch, lasting, tabsOf, talk, timelines } from "../talk.ts";

/** Long enough for both devices to act, ms; it varies, so that they act in ever other moments. */
const SHORTEST = 2600;
const STEP = 37;
const STEPS = 20;

/**
 * Both lines break; as they are whole again both browsers say at the same moment that they have a network (simulated), and both
 * people mute and turn their cameras off and on.
 */
export const glare: Scenario = {
  id: "R-29",
  fault: "both restart ICE at once, mute, camera off and on",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 200,
  short: { pair: "chromium-firefox", repetitions: 2 },
  lab: true,
  measures: {
    back: {
      title: "restored → sound and picture on both",
      unit: "ms",
      target: { p95: 10_000 },
      sane: { most: 25_000 },
    },
  },
  start: async (world, pair) => {
    const { host, guest, homes, origin } = await liveApart(world, pair);
    const both = await talk(host, guest, origin);
    const tabs = tabsOf(both);
    const lines = homes.map((home) => lineOf(home.host));
    const press = async (...keys: readonly ("m" | "v")[]) => {
      for (const key of keys) await Promise.all(tabs.map((tab) => tab.press(key)));
    };
    return async (index) => {
      const from = now();
      await Promise.all(lines.map((line) => line.cut()));
      await lasting(SHORTEST + STEP * (index % STEPS));
      await press("m", "v");
      await Promise.all(lines.map((line) => line.heal()));
      const restored = now();
      await Promise.all(
        tabs.map((tab) => tab.evaluate(() => void window.dispatchEvent(new Event("online")))),
      );
      await press("m", "v");
      await waitForCalm(tabs, 30_000);
      const to = now();
      const screens = await timelines(both, from);
      expectNoTouch(screens, from, to);
      for (const tab of tabs) await tab.waitForGone("remote-muted");
      return { back: backAfter(screens, restored, to) };
    };
  },
};
