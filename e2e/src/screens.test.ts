import { describe } from "vitest";
import { accessibilityFaults } from "./browser/axe.ts";
import type { Tab } from "./browser/tab.ts";
import {
  ask,
  letIn,
  openLink,
  pressBar,
  startCall,
  stir,
  waitForCall,
  waitForMedia,
} from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

const expectAccessible = async (tab: Tab, screen: string): Promise<void> => {
  // Colours in the middle of a fade are no one's design.
  await tab.waitFor(
    "the screen is at rest",
    () =>
      document
        .getAnimations()
        .every(
          ({ playState, effect }) =>
            playState !== "running" || effect?.getComputedTiming().iterations === Infinity,
        ),
    undefined,
  );
  expect.soft(await accessibilityFaults(tab), screen).toEqual([]);
};

describe.each(["light", "dark"])("in %s", (scheme) => {
  test("axe finds nothing on any screen of a call", async ({ people, site }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    for (const { page } of [host, guest]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    }
    await host.goto(site.origin);
    await host.waitForVisible("start-call");
    await expectAccessible(host, "home");

    const link = await startCall(host, site.origin);
    await host.waitForVisible("local-video");
    await expectAccessible(host, "waiting");
    await openLink(guest, link);
    await guest.waitForVisible("local-video");
    await expectAccessible(guest, "lobby");
    await ask(guest, "Bob");
    await expectAccessible(guest, "asking");
    await host.waitForText("knock", "Bob");
    await expectAccessible(host, "knock");
    await letIn(host, "Bob");
    await waitForCall(host, guest);
    await waitForMedia(host, guest);
    await stir(host);
    await expectAccessible(host, "in call");
    await host.click("check");
    await host.waitForVisible("check-code");
    await expectAccessible(host, "check code");
    await host.press("Escape");
    await pressBar(guest, "camera");
    await host.waitForWords(/Camera off/);
    await expectAccessible(host, "in call, camera of the other off");
    await pressBar(guest, "leave");
    await host.waitForState("ended");
    await expectAccessible(host, "ended, the other left");
    await expectAccessible(guest, "ended, left");
  });
});
