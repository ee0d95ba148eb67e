import { waitForDevicesOff, waitForPicture, waitForSound } from "./browser/media.ts";
import type { Tab } from "./browser/tab.ts";
import { ask, letIn, openLink, pressBar, startCall, stir, waitForCall } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

/** Waits until `testId` shows the sandy foot of the dunes, whose red is far above its blue, as no test camera's is. */
const waitForDunes = (tab: Tab, testId: string, shown: boolean) =>
  tab.waitFor(
    shown ? "the dunes" : "no dunes",
    ([id, wanted]) => {
      const video = document.querySelector<HTMLVideoElement>(`[data-testid="${id}"]`);
      if (!video?.videoWidth) return false;
      const pen = new OffscreenCanvas(32, 18).getContext("2d", { willReadFrequently: true });
      pen?.drawImage(video, 0, 0, 32, 18);
      // The lowest lines, left and right of where a person would be.
      const colours = [1, 3, 28, 30].map((x) => pen?.getImageData(x, 17, 1, 1).data ?? [0, 0, 0]);
      const sandy = colours.every(([red = 0, green = 0, blue = 0]) => red > green + 20 && green > blue + 10);
      return sandy === wanted;
    },
    [testId, shown] as const,
  );

const openEffects = async (tab: Tab) => {
  await stir(tab);
  await tab.click("more");
  await tab.click("effects-open");
};

test("a background and noise effects hold from the lobby through a call, and over a camera that is off and on", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const link = await startCall(host, site.origin);

  // Firefox chooses in the lobby, where the preview shows what will be sent.
  await openLink(guest, link);
  await guest.click("effects-open");
  await guest.click("background-dunes");
  await waitForDunes(guest, "local-video", true);
  await guest.press("Escape");
  await ask(guest, "Bob");
  await letIn(host, "Bob");
  await waitForCall(host, guest);
  await waitForPicture(host);
  await waitForDunes(host, "remote-video", true);

  // Chromium in the call, the sound as well.
  await openEffects(host);
  await host.click("background-dunes");
  await host.click("sound-model");
  await host.press("Escape");
  await waitForDunes(guest, "remote-video", true);
  await Promise.all([waitForPicture(guest), waitForSound(guest)]);

  // Off lets the camera go; on, the room is never seen.
  await pressBar(host, "camera");
  await guest.waitForWords(/Camera off/);
  await pressBar(host, "camera");
  await waitForPicture(guest);
  await waitForDunes(guest, "remote-video", true);

  // It ends at once, and everything with the call.
  await openEffects(host);
  await host.click("background-none");
  await host.click("sound-music");
  await host.press("Escape");
  await waitForDunes(guest, "remote-video", false);
  await Promise.all([waitForPicture(guest), waitForSound(guest)]);
  expect(await host.sees("effects-understood")).toBe(false);
  await pressBar(host, "leave");
  await Promise.all([waitForDevicesOff(host), guest.waitForState("ended")]);
});
