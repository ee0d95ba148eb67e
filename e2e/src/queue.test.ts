import { given, NOTHING } from "./browser/media.ts";
import { ask, letIn, openLink, pressBar, startCall, waitForCall, waitForMedia } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

test("of two guests one is admitted, the other keeps its place and gets in after", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: first } = await people.arrive("Bob", "chromium");
  const { tab: second } = await people.arrive("Cleo", "firefox");

  const link = await startCall(host, site.origin);
  await openLink(first, link);
  await ask(first, "Bob");
  await host.waitForText("knock", "Bob");
  await openLink(second, link);
  await ask(second, "Cleo");
  await second.waitForWords(/1 in line before you/);
  await host.waitForWords(/1 more is waiting/);

  await letIn(host, "Bob");
  await waitForCall(host, first);
  await waitForMedia(host, first);
  await second.waitForWords(/in another call/);
  await host.waitForWords(/1 waiting/);
  await second.waitForState("asking");
  expect(await given(second)).toEqual(NOTHING);

  await pressBar(first, "leave");
  await host.waitForState("ended");
  await host.click("rejoin");
  await letIn(host, "Cleo");
  await waitForCall(host, second);
  await waitForMedia(host, second);
  // Cleo asked once: her screen went straight from asking to the call.
  expect(await second.states()).toEqual(["lobby", "asking", "connecting", "in-call"]);
});

test("a third person learns nothing of a running call", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "chromium");
  const { tab: third } = await people.arrive("Eve", "chromium");
  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  await ask(guest, "Bob");
  await letIn(host, "Bob");
  await waitForCall(host, guest);

  await openLink(third, link);
  await third.waitForWords(/in another call/);
  await ask(third, "Eve");
  await host.waitForWords(/1 waiting/);
  expect(await third.evaluate(() => document.body.innerText)).not.toMatch(/Ada|Bob/);
  expect(await given(third)).toEqual(NOTHING);
  await waitForMedia(host, guest);
});
