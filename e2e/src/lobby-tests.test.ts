import { describe } from "vitest";
import { openLink, startCall } from "./scenario/actions.ts";
import { test } from "./scenario/test.ts";

describe.each(["chromium", "firefox"] as const)("in %s", (browser) => {
  test("ICE-2: speaker, microphone, camera and line can be tried before anyone is asked", async ({
    people,
    site,
  }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", browser);
    await openLink(guest, await startCall(host, site.origin));
    await guest.waitForVisible("local-video");
    await guest.click("try");
    await guest.click("test-speaker");
    await guest.waitForWords(/nothing heard\?/i);
    await guest.click("test-record");
    await guest.waitForWords(/say something/i);
    await guest.click("test-record");
    await guest.waitFor(
      "the recording plays",
      () => {
        const video = document.querySelector<HTMLVideoElement>("[data-testid=recorded]");
        return (video?.videoWidth ?? 0) > 0;
      },
      undefined,
    );
    await guest.click("test-line");
    await guest.waitForText("line-report", "answers in");
    await guest.press("Escape");
    await guest.waitForState("lobby");
  });
});
