import { given, NOTHING, waitForDevicesOff } from "./browser/media.ts";
import { ask, letIn, openLink, startCall, waitForCall } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

test("a declined guest is told so, got nothing, and the next one rings", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const { tab: other } = await people.arrive("Cleo", "chromium");

  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  await ask(guest, "Bob");
  await host.waitForText("knock", "Bob");
  await host.click("decline");
  await guest.waitForState("ended");
  await guest.waitForWords(/can’t talk right now/);
  await waitForDevicesOff(guest);
  await host.waitForGone("knock");
  expect(await given(guest)).toEqual(NOTHING);
  expect(await given(host)).toEqual(NOTHING);

  // Asking again at once is refused with words, without bothering the host.
  await guest.click({ named: /ask again/i });
  await guest.waitForState("lobby");
  await guest.click("ask-to-join");
  await guest.waitForWords(/too many attempts|wait a moment/i);

  await openLink(other, link);
  await ask(other, "Cleo");
  await letIn(host, "Cleo");
  await waitForCall(host, other);
});

test("a guest who cancels stops ringing at the host", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "chromium");
  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  await ask(guest, "Bob");
  await host.waitForText("knock", "Bob");
  await guest.click("cancel");
  await guest.waitForState("lobby");
  await host.waitForGone("knock");
  await host.waitForState("waiting");

  await ask(guest, "Bob again");
  await letIn(host, "Bob again");
  await waitForCall(host, guest);
});
