import { describe, expect } from "vitest";
import type { BrowserName } from "../browser/launch.ts";
import { callBy } from "./call.ts";
import { openCoturnAt } from "./coturn.ts";
import { openSiteAt } from "./site.ts";
import { testBetween } from "./test.ts";

const OFFICE = { families: ["ipv4"], nat: "symmetric" } as const;
const test = testBetween(OFFICE, OFFICE);

/** Ada is the host. Without the own server, whatever relays is coturn. */
const CASES: readonly { ada: BrowserName; bob: BrowserName; own: "off" | "same-call" }[] = [
  { ada: "chromium", bob: "firefox", own: "off" },
  { ada: "firefox", bob: "chromium", own: "off" },
  { ada: "chromium", bob: "chromium", own: "same-call" },
];

describe("servers elsewhere, named after admit", () => {
  test.for(CASES)(
    "ICE-2: $ada and $bob behind symmetric NATs, coturn beside --turn $own",
    async ({ ada, bob, own }, { lab, authority, arrive, between }) => {
      const name = `${own}-${ada}`;
      const far = await lab.addHost(`far-${name}`, { families: ["ipv4"] });
      await lab.addDomain(`far-${name}.example`, far);
      await using coturn = await openCoturnAt(far, `far-${name}.example`, authority);
      const near = await lab.addHost(`near-${name}`);
      await lab.addDomain(`near-${name}.example`, near);
      const options = [`--turn=${own}`, `--turn-external=${coturn.external}`];
      await using site = await openSiteAt(near, `near-${name}.example`, authority, ...options);
      const [host, guest] = await arrive(ada, bob);
      await callBy(host, guest, site.origin, { path: /^relayed-/, hidden: true });
      expect(await between.packets()).toEqual([]);
      // Before their server goes: pages that look for it would complain.
      for (const tab of [host, guest]) await tab.goto("about:blank");
    },
  );
});
