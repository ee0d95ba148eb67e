import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tweaks } from "../../browser/launch.ts";
import { ask, letIn, openLink, startCall } from "../../scenario/actions.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, timelines } from "../talk.ts";
import type { World } from "../world.ts";

/** A browser whose person forbids sites to keep anything: IndexedDB is refused there, as in some private windows. */
const keepsNothing = async (world: World): Promise<Tweaks> => {
  const profile = await mkdtemp(join(tmpdir(), "onecall-profile-"));
  world.own({ [Symbol.asyncDispose]: () => rm(profile, { recursive: true, force: true }) });
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  await mkdir(join(profile, "Default"));
  await writeFile(join(profile, "Default/Preferences"), JSON.stringify(settings));
  return { profile, prefs: { "network.cookie.cookieBehavior": 2 } };
};

/** Neither browser keeps anything for the page. Both screens have to say so, or the repetition has failed. */
export const noStorage: Scenario = {
  id: "R-32",
  fault: "browsers refuse storage",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 5,
  short: { pair: "chromium-firefox" },
  measures: {
    call: {
      title: "host says yes → sound and picture on both",
      unit: "ms",
      target: { most: 10_000 },
      sane: { most: 25_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const tweaks = [{ tweaks: await keepsNothing(world) }, { tweaks: await keepsNothing(world) }] as const;
    const [host, guest] = await arrivePair(world, pair, ...tweaks);
    return async (index) => {
      const name = `Bob ${index}`;
      const link = await startCall(host.tab, server.origin);
      await host.tab.waitForWords(/keeps nothing for this page/);
      await openLink(guest.tab, link);
      await guest.tab.waitForWords(/keeps nothing for this page/);
      await ask(guest.tab, name);
      await host.tab.waitForText("knock", name);
      const from = now();
      await letIn(host.tab, name);
      await waitForCalm([host.tab, guest.tab]);
      return { call: backAfter(await timelines({ host, guest }, from), from, now()) };
    };
  },
};
