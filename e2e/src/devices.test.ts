import { describe } from "vitest";
import { given, liveCaptures, waitForPicture, waitForSound } from "./browser/media.ts";
import { ask, letIn, openLink, pressBar, startCall, waitForCall } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

describe.each(["chromium", "firefox"] as const)("camera and microphone refused in %s", (browser) => {
  test("the guest joins without, sees and hears the host", async ({ people, site }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", browser, "denied");
    const link = await startCall(host, site.origin);
    await openLink(guest, link);
    await guest.waitForWords(/your browser blocks the camera and microphone/i);
    await guest.click({ named: /join without both/i });
    await ask(guest, "Bob");
    await letIn(host, "Bob");
    await waitForCall(host, guest);
    await Promise.all([waitForPicture(guest), waitForSound(guest)]);
    await host.waitForText("remote-muted", "Bob is muted");
    await host.waitForWords(/Camera off/);
    expect((await given(guest)).attached).toEqual([]);
  });

  test("the host starts without and sees the guest", async ({ people, site }) => {
    const { tab: host } = await people.arrive("Ada", browser, "denied");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    const link = await startCall(host, site.origin);
    await host.waitForWords(/your browser blocks the camera and microphone/i);
    await openLink(guest, link);
    await ask(guest, "Bob");
    await letIn(host, "Bob");
    await waitForCall(host, guest);
    await Promise.all([waitForPicture(host), waitForSound(host)]);
  });
});

test("a guest without a camera is heard", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "chromium", "no-camera");
  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  await guest.waitForWords(/no camera found/i);
  expect(await liveCaptures(guest)).toEqual(["audio"]);
  await ask(guest, "Bob");
  await letIn(host, "Bob");
  await waitForCall(host, guest);
  await Promise.all([waitForSound(host), waitForSound(guest), waitForPicture(guest)]);
  await host.waitForWords(/Camera off/);
});

test("accepted for sound only: no picture of the host until the host turns the camera on", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  await ask(guest, "Bob");
  await letIn(host, "Bob", "accept-audio");
  await waitForCall(host, guest);
  await Promise.all([waitForSound(host), waitForSound(guest), waitForPicture(host)]);
  await guest.waitForWords(/Camera off/);
  expect((await given(host)).attached).toEqual(["audio"]);
  expect(await liveCaptures(host)).toEqual(["audio"]);

  await pressBar(host, "camera");
  await waitForPicture(guest);
});

test("what was switched off in the lobby stays off in the call", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "firefox");
  const { tab: guest } = await people.arrive("Bob", "chromium");
  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  await guest.waitForVisible("local-video");
  await guest.click("camera");
  await guest.waitFor(
    "the camera is off",
    () => window.recorder.captured.every((track) => track.kind === "audio" || track.readyState === "ended"),
    undefined,
  );
  await ask(guest, "Bob");
  await letIn(host, "Bob");
  await waitForCall(host, guest);
  await Promise.all([waitForSound(host), waitForPicture(guest)]);
  await host.waitForWords(/Camera off/);
  expect((await given(guest)).attached).toEqual(["audio"]);
});
