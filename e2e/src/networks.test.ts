import type { Tab } from "./browser/tab.ts";
import { meet, waitForMedia } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

/** As a proxy that refuses the upgrade looks from the page. */
const blockWebSocket = ({ page }: Tab) =>
  page.evaluateOnNewDocument(() => {
    class Refused extends EventTarget {
      onerror: ((event: Event) => void) | null = null;
      onclose: ((event: { code: number }) => void) | null = null;

      constructor() {
        super();
        setTimeout(() => {
          this.onerror?.(new Event("error"));
          this.onclose?.({ code: 1006 });
        });
      }
      close() {}
    }
    Object.assign(window, { WebSocket: Refused });
  });

test("a network that lets no WebSocket through carries the call's signalling by long-polling", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  for (const tab of [host, guest]) await blockWebSocket(tab);
  await meet(host, guest, site.origin, "Bob");
  await waitForMedia(host, guest);
  for (const tab of [host, guest]) {
    const polled = await tab.evaluate(() =>
      performance.getEntriesByType("resource").some(({ name }) => name.includes("transport=polling")),
    );
    expect(polled).toBe(true);
  }
});
