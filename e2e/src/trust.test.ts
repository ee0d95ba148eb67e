import { ask, meet, openLink, pressBar } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

test("TOFU-1: a compared device is known again after the host's reload, another one at its link is a red warning", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: bob } = await people.arrive("Bob", "firefox");
  const link = await meet(host, bob, site.origin, "Bob");
  await host.click("check");
  await host.waitForVisible("check-code");
  await host.click({ named: /they are the same/i });
  await host.waitForWords(/it will be marked as verified/i);
  await host.press("Escape");
  await pressBar(bob, "leave");
  await host.waitForState("ended");
  // Back at the door the end of the call is stored; a reload any earlier would look for the call.
  await host.click("rejoin");
  await host.waitForState("waiting");
  await host.page.reload();
  await host.waitForState("waiting");

  const { tab: eve } = await people.arrive("Eve", "chromium");
  await openLink(eve, link);
  await ask(eve, "Bob");
  await host.waitForText("knock", "This is not the device you verified");
  await host.click("decline");
  await eve.waitForState("ended");

  await openLink(bob, link);
  await ask(bob, "Bob");
  await host.waitForText("knock", "Verified device");
  expect(await host.text("knock")).not.toContain("not the device you verified");
});
