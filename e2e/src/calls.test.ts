import { describe } from "vitest";
import type { BrowserName } from "./browser/launch.ts";
import { waitForDevicesOff } from "./browser/media.ts";
import { ask, letIn, meet, pressBar, readCheckCode, waitForCall, waitForMedia } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

const PAIRS: readonly { host: BrowserName; guest: BrowserName }[] = [
  { host: "chromium", guest: "chromium" },
  { host: "chromium", guest: "firefox" },
  { host: "firefox", guest: "chromium" },
  { host: "firefox", guest: "firefox" },
];

describe.each(PAIRS)("host in $host, guest in $guest", ({ host: hostBrowser, guest: guestBrowser }) => {
  test("a whole call by one link, twice", async ({ people, site }) => {
    const { tab: host } = await people.arrive("Ada", hostBrowser);
    const { tab: guest } = await people.arrive("Bob", guestBrowser);

    // From an empty page to both moving and audible on both screens.
    await meet(host, guest, site.origin, "Bob Quist");
    await waitForMedia(host, guest);

    // The same five emoji and three numbers on both screens.
    const [shown, seen] = [await readCheckCode(host), await readCheckCode(guest)];
    expect(seen).toEqual(shown);
    expect(shown.emoji.split(/[\s,·]+/).length).toBeGreaterThanOrEqual(5);
    expect(shown.digits).toMatch(/^\d{4} \d{4} \d{4}$/);

    // Muting and switching the camera off is told, and taken back.
    await pressBar(guest, "mic");
    await guest.waitForAttribute("mic", "aria-pressed", "false");
    await host.waitForText("remote-muted", "Bob Quist is muted");
    await pressBar(guest, "mic");
    await host.waitForGone("remote-muted");
    await pressBar(guest, "camera");
    await guest.waitForAttribute("camera", "aria-pressed", "false");
    await host.waitForWords(/Camera off/);
    await pressBar(guest, "camera");
    await host.waitForWords(/^(?![\s\S]*Camera off)/);
    await waitForMedia(host, guest);

    // One leaves: over for both, and no camera light stays on anywhere.
    await pressBar(guest, "leave");
    await Promise.all([guest.waitForState("ended"), host.waitForState("ended")]);
    await Promise.all([waitForDevicesOff(guest), waitForDevicesOff(host)]);
    await host.waitForWords(/Bob Quist left the call/);

    // The link works again.
    await host.click("rejoin");
    await host.waitForState("waiting");
    await guest.click("rejoin");
    await guest.waitForState("lobby");
    await ask(guest, "Bob Quist");
    await letIn(host, "Bob Quist");
    await waitForCall(host, guest);
    await waitForMedia(host, guest);
    expect(await readCheckCode(guest)).not.toEqual(shown);
    await pressBar(host, "leave");
    await Promise.all([guest.waitForState("ended"), host.waitForState("ended")]);
    await Promise.all([waitForDevicesOff(guest), waitForDevicesOff(host)]);
  });
});
