import { setTimeout as pass } from "node:timers/promises";
import type { BrowserName } from "../browser/launch.ts";
import type { Tab } from "../browser/tab.ts";
import { meet, waitForMedia } from "../scenario/actions.ts";
import { timelineOf, waitForFlow } from "./probe.ts";
import type { Pair } from "./scenario.ts";
import { flowsAgain, longestGap, statesIn, type Timeline, warnings } from "./timeline.ts";
import type { Someone, World } from "./world.ts";

/** Two people in a call. */
export interface Talk {
  readonly host: Someone;
  readonly guest: Someone;
  readonly link: string;
}

export const browsersOf = (pair: Pair): readonly [host: BrowserName, guest: BrowserName] => {
  const [host, guest] = pair.split("-");
  return [host === "firefox" ? "firefox" : "chromium", guest === "firefox" ? "firefox" : "chromium"];
};

export const tabsOf = ({ host, guest }: Pick<Talk, "host" | "guest">): readonly [Tab, Tab] => [
  host.tab,
  guest.tab,
];

/** Ada and Bob, each with a browser, where they are told to be. */
export const arrivePair = async (
  world: World,
  pair: Pair,
  ...options: readonly Parameters<World["arrive"]>[2][]
): Promise<readonly [host: Someone, guest: Someone]> => {
  const [hosts, guests] = browsersOf(pair);
  return await Promise.all([
    world.arrive("Ada", hosts, options[0]),
    world.arrive("Bob", guests, options[1] ?? options[0]),
  ]);
};

/** From empty pages to a call that flows. */
export const talk = async (host: Someone, guest: Someone, origin: string): Promise<Talk> => {
  const link = await meet(host.tab, guest.tab, origin, guest.name);
  await waitForMedia(host.tab, guest.tab);
  await waitForFlow([host.tab, guest.tab]);
  return { host, guest, link };
};

/** Lets a fault last: the only thing that is measured in time and not by what happens. */
export const lasting = async (ms: number): Promise<void> => {
  await pass(ms);
};

/** Both screens' notes since a moment. */
export const timelines = async (
  both: Pick<Talk, "host" | "guest">,
  from: number,
): Promise<readonly Timeline[]> => await Promise.all(tabsOf(both).map((tab) => timelineOf(tab, from)));

/** Longest silence and longest still picture on either screen. */
export const gaps = (
  lines: readonly Timeline[],
  from: number,
  to: number,
): { readonly sound: number; readonly picture: number } => ({
  sound: Math.max(...lines.map(({ sound }) => longestGap(sound, from, to))),
  picture: Math.max(...lines.map(({ picture }) => longestGap(picture, from, to))),
});

/** From `after` until sound and picture flow again for good on all these screens, ms. */
export const backAfter = (lines: readonly Timeline[], after: number, until: number): number => {
  const moments = lines.flatMap(({ sound, picture }) =>
    [sound, picture].map((arrivals) => flowsAgain(arrivals, after, until)),
  );
  if (moments.includes(undefined)) throw new Error("Sound or picture did not come back.");
  return Math.max(...moments.map((moment) => (moment ?? 0) - after));
};

/** From `after` until the last of these screens said that something is wrong, ms. @throws Error when one never did */
export const warnedAfter = (lines: readonly Timeline[], after: number, until: number): number =>
  Math.max(
    ...lines.map((line, index) => {
      const [first] = warnings(line, after, until);
      if (!first) throw new Error(`Screen ${index + 1} of ${lines.length} said nothing of it.`);
      return first.at - after;
    }),
  );

/** Where a call has no business while it heals. */
const CALL = ["in-call", "reconnecting", "connecting"];

/**
 * Throws when a call was given up or asked for a person.
 *
 * @param lost whether the fault lasts so long that a screen may say "lost", from where a call still comes back by itself
 */
export const expectNoTouch = (
  lines: readonly Timeline[],
  from: number,
  to: number,
  lost: "may say lost" | "must not" = "must not",
): void => {
  const allowed = lost === "may say lost" ? [...CALL, "lost"] : CALL;
  for (const line of lines) {
    const states = statesIn(line, from, to);
    if (states.some((state) => !allowed.includes(state)))
      throw new Error(`The call went ${states.join(" > ")}.`);
  }
};
