import { waitForPicture } from "./browser/media.ts";
import type { Tab } from "./browser/tab.ts";
import { meet, stir } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

/** Presses one entry of the More menu. */
const more = async (tab: Tab, item: string) => {
  await stir(tab);
  await tab.click("more");
  await tab.click(item);
};

/** Runs in the page: what the small window shows, once it is drawn with its styles. */
const smallWindow = () => {
  const small = (window as { documentPictureInPicture?: { window: Window | null } }).documentPictureInPicture
    ?.window;
  const leave = small?.document.querySelector<HTMLElement>("[data-testid=leave]");
  const video = small?.document.querySelector("video");
  if (!small || !leave || !video) return false;
  const round = small.getComputedStyle(leave).borderRadius;
  return (
    video.videoWidth > 0 && !video.paused && round !== "0px" && leave.getBoundingClientRect().width >= 44
  );
};

test("the own picture goes and comes, figures are told, a heart arrives, the stage fills the screen, and a small window controls the call", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  await meet(host, guest, site.origin, "Bob");
  await waitForPicture(host);

  await host.waitForVisible("local-video");
  await more(host, "self-view");
  await host.waitForGone("local-video");
  await more(host, "self-view");
  await host.waitForVisible("local-video");

  // What it says comes from the browser's own statistics.
  await more(host, "figures-open");
  const told = () => {
    const words = document.querySelector("[data-testid=figures]")?.textContent ?? "";
    return /\d kbit\/s.*\d kbit\/s.*\d %.*\d ms/.test(words);
  };
  await host.waitFor("figures of both ways, the loss and the round trip", told, undefined);
  await host.press("Escape");
  await host.waitForGone("figures");

  await more(host, "react.heart");
  await guest.waitForText("reactions", "❤️");

  await more(host, "picture-in-picture");
  await host.waitFor("the small window shows the other person and its controls", smallWindow, undefined);
  await host.evaluate(() => {
    const { window: small } = (window as unknown as { documentPictureInPicture: { window: Window } })
      .documentPictureInPicture;
    small.document.querySelector<HTMLElement>("[data-testid=mic]")?.click();
  });
  await guest.waitForVisible("remote-muted");

  await more(host, "full-screen");
  await host.waitFor("the stage fills the screen", () => document.fullscreenElement !== null, undefined);
  await host.press("f");
  await host.waitFor("it does not any more", () => document.fullscreenElement === null, undefined);

  await host.evaluate(() => {
    const { window: small } = (window as unknown as { documentPictureInPicture: { window: Window } })
      .documentPictureInPicture;
    small.document.querySelector<HTMLElement>("[data-testid=leave]")?.click();
  });
  await Promise.all([host.waitForState("ended"), guest.waitForState("ended")]);
  expect(host.problems).toEqual([]);
});
