import { describe } from "vitest";
import { liveCaptures, waitForDevicesOff } from "./browser/media.ts";
import { ask, letIn, meet, openLink, startCall, waitForCall, waitForMedia } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

describe.each(["chromium", "firefox"] as const)("in %s", (browser) => {
  test("SEAT-4: the same link in a second tab takes the call over, and back", async ({ people, site }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const bob = await people.arrive("Bob", browser);
    const old = bob.tab;
    const link = await meet(host, old, site.origin, "Bob");
    await waitForMedia(host, old);

    const newer = await bob.newTab();
    await newer.goto(link);
    await newer.waitForState("in-call");
    await old.waitForState("ended");
    await old.waitForWords(/open in another tab/i);
    await waitForDevicesOff(old);
    await waitForMedia(host, newer);
    expect([...(await liveCaptures(newer))].sort()).toEqual(["audio", "video"]);
    // The host was never asked again.
    expect(await host.states()).not.toContain("ended");
    expect((await host.states()).filter((state) => state === "waiting")).toHaveLength(1);

    await old.page.bringToFront();
    await old.click({ named: /use here/i });
    await old.waitForState("in-call");
    await newer.waitForState("ended");
    await waitForDevicesOff(newer);
    await waitForMedia(host, old);
  });

  test("REJOIN-1, REJOIN-2: a guest's reload is back in the call without a knock", async ({
    people,
    site,
  }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", browser);
    await meet(host, guest, site.origin, "Bob");
    await waitForMedia(host, guest);
    await guest.reload();
    await waitForCall(guest, host);
    await waitForMedia(host, guest);
    expect(await guest.states()).not.toContain("asking");
    expect((await host.states()).filter((state) => state === "waiting")).toHaveLength(1);
  });

  test("REJOIN-1, REJOIN-2: a host's reload is back in the call without a click", async ({
    people,
    site,
  }) => {
    const { tab: host } = await people.arrive("Ada", browser);
    const { tab: guest } = await people.arrive("Bob", "chromium");
    await meet(host, guest, site.origin, "Bob");
    await waitForMedia(host, guest);
    await host.reload();
    await waitForCall(host, guest);
    await waitForMedia(host, guest);
    expect(await guest.states()).not.toContain("ended");
  });
});

test("a knock reaches a host who comes back later", async ({ people, site }) => {
  const ada = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const link = await startCall(ada.tab, site.origin);
  const home = await ada.newTab();
  await ada.tab.close();

  await openLink(guest, link);
  await guest.waitForWords(/host isn’t here yet/);
  await ask(guest, "Bob");
  await guest.waitForWords(/host isn’t here right now/);

  await home.goto(link);
  await letIn(home, "Bob");
  await waitForCall(home, guest);
  await waitForMedia(home, guest);
});
