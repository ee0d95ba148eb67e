import type { Tab } from "../../browser/tab.ts";
import { ask } from "../../scenario/actions.ts";
import { until } from "../../until.ts";
import { now, waitForFlow } from "../probe.ts";
import { randomOf } from "../random.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, lasting, type Talk, talk } from "../talk.ts";

const stateOf = async (tab: Tab): Promise<string> =>
  (await tab
    .evaluate(() => document.documentElement.getAttribute("data-call-state") ?? "")
    .catch(() => "")) ?? "";

/** Presses a control if it is there right now. */
const pressIfThere = async (tab: Tab, testId: string): Promise<void> => {
  await tab
    .evaluate((id) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click(), testId)
    .catch(() => undefined);
};

type Deed = "reload" | "leave" | "return" | "go and come back";
const DEEDS: readonly Deed[] = ["reload", "leave", "return", "go and come back"];

/** What a person does, if the screen lets them right now. */
const doDeed = async (tab: Tab, deed: Deed, link: string): Promise<void> => {
  switch (deed) {
    case "reload":
      return await tab.reload();
    case "leave":
      return await pressIfThere(tab, "leave");
    case "return":
      return await pressIfThere(tab, "rejoin");
    case "go and come back":
      await tab.goto("about:blank");
      return await tab.goto(link);
  }
};

/** Where two people can be at rest, host and guest: in one call, or clearly not. */
const AT_REST: readonly RegExp[] = [
  /^in-call in-call$/,
  /^(waiting|ended) (lobby|ended)$/,
  /^(waiting|ended) asking$/,
];

const DEEDS_EACH = 3;

/** Longest pause before a deed, ms: short ones are the hard ones. */
const PAUSE = 1500;

/** Every so many repetitions somebody is away for longer than a seat is kept, and waits this long at most before the second deed, ms. */
const LONG_EVERY = 10;
const LONG_PAUSE = 60_000;

/** Both leave, return, reload and close their page in random order; the repetition's number is the seed. */
export const comeAndGo: Scenario = {
  id: "R-18",
  fault: "both come and go at random",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 300,
  short: { pair: "chromium-firefox", repetitions: 2 },
  measures: {
    rest: {
      title: "last act → one call or a clean lobby",
      unit: "ms",
      target: { most: 5000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    const handles = { host: both.host.tab.page.url(), guest: both.guest.tab.page.url() };
    return async (index) => {
      const random = randomOf(index + 1);
      const slow = index % LONG_EVERY === LONG_EVERY - 1 ? (random() < 0.5 ? "host" : "guest") : undefined;
      const act = async (who: "host" | "guest") => {
        for (let count = 0; count < DEEDS_EACH; count++) {
          await lasting(random() * (who === slow && count === 1 ? LONG_PAUSE : PAUSE));
          const deed = DEEDS[Math.floor(random() * DEEDS.length)] ?? "reload";
          await doDeed(both[who].tab, deed, handles[who]);
        }
      };
      await Promise.all([act("host"), act("guest")]);
      const last = now();
      let pairOfStates = "";
      let since = now();
      await until(
        "both are at rest",
        async () => {
          const states = `${await stateOf(both.host.tab)} ${await stateOf(both.guest.tab)}`;
          if (states !== pairOfStates) {
            pairOfStates = states;
            since = now();
          }
          return now() - since > 1000 && AT_REST.some((rest) => rest.test(states));
        },
        { limit: 30_000, explain: () => `They are ${pairOfStates}.` },
      );
      const rest = Math.max(0, since - last);
      await backToCall(both);
      return { rest };
    };
  },
};

/** From wherever they are into a call: if that is impossible the lobby was not clean. */
const backToCall = async ({ host, guest }: Talk): Promise<void> => {
  if ((await stateOf(host.tab)) === "in-call") return await waitForFlow([host.tab, guest.tab]);
  if ((await stateOf(host.tab)) === "ended") await host.tab.click("rejoin");
  if ((await stateOf(guest.tab)) === "ended") await guest.tab.click("rejoin");
  await until("the guest's next step is clear", async () =>
    ["lobby", "asking", "in-call"].includes(await stateOf(guest.tab)),
  );
  if ((await stateOf(guest.tab)) === "lobby") await ask(guest.tab, "Bob");
  await until("the host lets them in, or had", async () => {
    if (await host.tab.sees("accept")) await pressIfThere(host.tab, "accept");
    return (await stateOf(host.tab)) === "in-call";
  });
  await waitForFlow([host.tab, guest.tab]);
};
