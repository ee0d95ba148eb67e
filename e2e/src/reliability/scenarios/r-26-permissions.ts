import { ask, letIn, openLink, pressBar, startCall, waitForCall } from "../../scenario/actions.ts";
import { until } from "../../until.ts";
import { now, timelineOf, waitForFlow } from "../probe.ts";
import type { Pair, Scenario } from "../scenario.ts";
import { browsersOf, lasting } from "../talk.ts";
import type { Someone, World } from "../world.ts";

const DENIED = "denied by the browser";
const REVOKED = "revoked in the call";

/** Waits until somebody hears and sees the other, whatever they send themselves. */
const waitForOther = async ({ tab }: Someone, after: number): Promise<void> => {
  await tab.waitFor(
    "sound and picture of the other",
    (since) => [window.probe.sound, window.probe.picture].every((all) => (all.at(-1)?.from ?? 0) > since),
    after,
  );
};

/** Takes the permission back as the settings of Chromium do; Firefox can not be told to. */
const deny = async ({ tab }: Someone, origin: string): Promise<void> => {
  const session = await tab.page.createCDPSession();
  const { targetInfo } = await session.send("Target.getTargetInfo");
  const { browserContextId } = targetInfo;
  const context = browserContextId === undefined ? {} : { browserContextId };
  for (const name of ["camera", "microphone"])
    await session.send("Browser.setPermission", {
      permission: { name },
      setting: "denied",
      origin,
      ...context,
    });
  await session.detach();
};

/** Chromium asks nobody with this, and gives what was taken back. */
const NEVER_ASKS = "--use-fake-ui-for-media-stream";

const call = async (world: World, pair: Pair, origin: string, kind: string) => {
  const [hosts, guests] = browsersOf(pair);
  const permission =
    kind === DENIED ? ({ devices: "denied" } as const) : { tweaks: { without: [NEVER_ASKS] } };
  const [host, guest] = await Promise.all([
    world.arrive("Ada", hosts),
    world.arrive("Bob", guests, permission),
  ]);
  if (kind === REVOKED)
    await guest.tab.page.browserContext().overridePermissions(origin, ["camera", "microphone"]);
  await openLink(guest.tab, await startCall(host.tab, origin));
  await ask(guest.tab, "Bob");
  await letIn(host.tab, "Bob");
  await waitForCall(host.tab, guest.tab);
  return { host, guest };
};

/** The guest may not use camera and microphone, from the start or from the middle of the call on. */
export const permissions: Scenario = {
  id: "R-26",
  fault: "camera and microphone",
  kinds: [DENIED, REVOKED],
  pairs: ["chromium-chromium", "firefox-chromium"],
  repetitions: 10,
  short: { pair: "chromium-chromium" },
  measures: {
    watching: {
      title: "calls that go on with the guest watching and told why",
      unit: "%",
      target: { least: 100 },
      sane: { least: 100 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    return async (_, kind) => {
      const { host, guest } = await call(world, pair, server.origin, kind);
      if (kind === REVOKED) {
        await waitForFlow([host.tab, guest.tab]);
        await deny(guest, server.origin);
        // Nothing has to happen to be right, but for what the screen says; what would break the call gets its time.
        await lasting(3000);
      }
      const settled = now();
      await waitForOther(guest, settled);
      await until("the screen names what is missing", async () => {
        const text = await guest.tab.evaluate(() => document.body.innerText);
        return /your browser blocks/i.test(text);
      });
      const { marks } = await timelineOf(guest.tab);
      const states = marks
        .filter(({ name, at }) => name === "data-call-state" && at > settled)
        .map(({ value }) => value);
      await pressBar(guest.tab, "leave");
      await Promise.all([host.person.goAway(), guest.person.goAway()]);
      return { watching: states.length === 0 ? 100 : 0 };
    };
  },
};
