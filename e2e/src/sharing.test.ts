import { waitForDevicesOff, waitForPicture, waitForSound } from "./browser/media.ts";
import type { Tab } from "./browser/tab.ts";
import { meet, pressBar, stir, waitForCall } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

/** Headless Firefox has no screen to choose: a moving picture stands for one. */
const giveScreen = (tab: Tab) =>
  tab.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 640, height: 400 });
      const pen = canvas.getContext("2d");
      let angle = 0;
      setInterval(() => {
        angle += 20;
        if (pen) pen.fillStyle = `hsl(${angle} 80% 50%)`;
        pen?.fillRect(0, 0, 640, 400);
      }, 100);
      const stream = canvas.captureStream(10);
      window.recorder.captured.push(...stream.getTracks());
      return stream;
    };
  });

/** Two cores run both ends, and Chromium's made-up screen is 2560 px wide. */
const makeSmall = (tab: Tab) =>
  tab.evaluate(async () => {
    const isScreen = (track: MediaStreamTrack) => track.getSettings().displaySurface !== undefined;
    const small = { width: { max: 640 }, frameRate: { max: 10 } };
    await window.recorder.captured.find(isScreen)?.applyConstraints(small);
  });

/** What the browser does when the person stops sharing in its own bar. */
const stopInBrowser = (tab: Tab) =>
  tab.evaluate(() => {
    const isScreen = (track: MediaStreamTrack) => track.getSettings().displaySurface !== undefined;
    window.recorder.captured.find(isScreen)?.dispatchEvent(new Event("ended"));
  });

/** Draws across the middle of the shared screen, as a hand does. */
const drawLine = async (tab: Tab) => {
  await stir(tab);
  await tab.click("draw-ink");
  const { x, y } = await tab.evaluate(() => {
    const box = document.querySelector("[data-testid=drawing]")?.getBoundingClientRect() ?? new DOMRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
  const { mouse } = tab.page;
  await mouse.move(x - 80, y);
  await mouse.down();
  await mouse.move(x + 80, y + 20, { steps: 8 });
  await mouse.up();
  await waitForStrokes(tab);
  await tab.press("Escape");
};

const waitForStrokes = (tab: Tab, count = 1) =>
  tab.waitForAttribute("drawing", "data-strokes", String(count));

/** How often descriptions were exchanged. */
const descriptions = (tab: Tab) =>
  tab.evaluate(() => window.recorder.connections.flatMap(({ described }) => described).length);

test("MEDIA-1: a screen is shared both ways, the cameras go on, and it ends every way it can", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  await meet(host, guest, site.origin, "Bob");
  await waitForPicture(guest);
  const before = await descriptions(host);

  // Chromium shares: the screen has the stage, and the camera is the second tile.
  await pressBar(host, "share");
  await host.waitForVisible("own-screen");
  await makeSmall(host);
  await guest.waitForAttribute("shared-screen", "data-whose", "theirs");
  await waitForPicture(guest, "shared-screen");
  await Promise.all([waitForPicture(guest), waitForSound(guest)]);

  // One freezes the picture for both, and what one draws on it the other sees. Frozen, ink waits for a slow machine, too.
  await host.click({ named: /^Show it here$/ });
  await stir(host);
  await host.click("draw-freeze");
  await guest.waitForVisible("frozen");
  await drawLine(guest);
  await waitForStrokes(host);
  await stir(guest);
  await guest.click("draw-wipe");
  await waitForStrokes(host, 0);

  // Stopped by the browser's own bar.
  await stopInBrowser(host);
  await Promise.all([guest.waitForGone("shared-screen"), host.waitForGone("own-screen")]);

  // Firefox shares, and its page is reloaded: the call comes back, the screen does not.
  await giveScreen(guest);
  await pressBar(guest, "share");
  await guest.waitForAttribute("shared-screen", "data-whose", "own");
  await waitForPicture(host, "shared-screen");
  await waitForPicture(host);
  expect(await descriptions(host)).toBe(before);
  await guest.reload();
  await host.waitForGone("shared-screen");
  await waitForCall(host, guest);
  await guest.waitForAttribute("share", "aria-pressed", "false");

  // Nothing chosen is no error; and leaving stops a screen at once.
  await guest.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await pressBar(guest, "share");
  await guest.waitForText("share-cancelled", "Nothing is shared");
  await host.press("s");
  await guest.waitForAttribute("shared-screen", "data-whose", "theirs");
  await pressBar(host, "leave");
  await Promise.all([waitForDevicesOff(host), guest.waitForState("ended")]);
});
