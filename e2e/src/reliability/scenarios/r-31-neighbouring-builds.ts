import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pressBar } from "../../scenario/actions.ts";
import { now, timelineOf, waitForCalm, watchOn } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, backAfter, expectNoTouch, gaps, tabsOf, talk, timelines } from "../talk.ts";
import type { World } from "../world.ts";

const BUILT = fileURLToPath(new URL("../../../../apps/web/dist/app", import.meta.url));

/** The built web app under the name of another build (SPEC EV-5). */
const anotherBuild = async (world: World, name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "onecall-build-"));
  world.own({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
  await cp(BUILT, folder, { recursive: true });
  const page = await readFile(join(folder, "index.html"), "utf8");
  const renamed = page.replace(/(name="onecall-build"\s+content=")[^"]*/, `$1${name}`);
  if (renamed === page) throw new Error("The built page does not say its build.");
  await writeFile(join(folder, "index.html"), renamed);
  for (const packed of ["index.html.br", "index.html.gz"]) await rm(join(folder, packed), { force: true });
  return folder;
};

/**
 * In the middle of the call the server is replaced by one that serves another build; then the host's page is reloaded. After the call
 * the guest's page, which is older then, has to ask for a reload, or the repetition has failed.
 */
export const neighbouringBuilds: Scenario = {
  id: "R-31",
  fault: "new build of the web app deployed",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 5,
  short: { pair: "chromium-firefox" },
  measures: {
    sound: { title: "longest silence", unit: "ms", target: { most: 200 }, sane: { most: 2000 } },
    mixed: {
      title: "old and new page together: reload → sound and picture",
      unit: "ms",
      target: { most: 6000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    let served = await anotherBuild(world, "0000000000aa");
    let next = await anotherBuild(world, "0000000000bb");
    const server = await world.server(`--web-root=${served}`);
    const [host, guest] = await arrivePair(world, pair);
    return async () => {
      const both = await talk(host, guest, server.origin);
      const from = now();
      await server.kill();
      [served, next] = [next, served];
      await server.restart(`--web-root=${served}`);
      await Promise.all(
        tabsOf(both).map((tab) =>
          tab.waitFor("a seat again", (after) => window.probe.joins.some((at) => at > after), from, 30_000),
        ),
      );
      await watchOn();
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      const reloaded = now();
      await host.tab.reload();
      await waitForCalm(tabsOf(both), 30_000);
      const mixed = backAfter([await timelineOf(host.tab)], reloaded, now());
      await pressBar(guest.tab, "leave");
      await guest.tab.waitForState("ended");
      await guest.tab.waitForAttribute("reload-notice", "data-why", "newer");
      return {
        sound: gaps(lines, from, to).sound,
        mixed,
      };
    };
  },
};
