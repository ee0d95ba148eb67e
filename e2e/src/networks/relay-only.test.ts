import { describe, expect } from "vitest";
import type { BrowserName } from "../browser/launch.ts";
import { callBy } from "./call.ts";
import { openSiteAt } from "./site.ts";
import { testBetween } from "./test.ts";

/** A network on which calls go directly: nothing but the person's wish is in the way. */
const HOME = { families: ["ipv4"], nat: "port-restricted" } as const;
const test = testBetween(HOME, HOME);

const PAIRS: readonly { readonly host: BrowserName; readonly guest: BrowserName }[] = [
  { host: "chromium", guest: "chromium" },
  { host: "chromium", guest: "firefox" },
  { host: "firefox", guest: "firefox" },
];

const TRANSPORTS = [
  { name: "udp", url: (domain: string) => `turn:${domain}:443?transport=udp` },
  { name: "tcp", url: (domain: string) => `turn:${domain}:443?transport=tcp` },
  { name: "tls", url: (domain: string) => `turns:${domain}:443?transport=tcp` },
];

describe.each(TRANSPORTS)(
  "two who hide their addresses, over $name on the page's own port",
  ({ name, url }) => {
    test.for(PAIRS)(
      "ICE-5: $host and $guest call, and never send each other a packet",
      async ({ host, guest }, { lab, authority, arrive, between }) => {
        const server = `${name}-${host}-${guest}`;
        const domain = `${server}.example`;
        const machine = await lab.addHost(server);
        await lab.addDomain(domain, machine);
        // Devices are told of this one way only, so that this is the one that is taken.
        await using site = await openSiteAt(machine, domain, authority, `--turn-urls=${url(domain)}`);
        const [ada, bob] = await arrive(host, guest);
        await callBy(ada, bob, site.origin, { path: new RegExp(`^relayed-${name}$`), hidden: true });
        expect(await between.packets()).toEqual([]);
        // Before their server goes: pages that look for it would complain.
        for (const tab of [ada, bob]) await tab.goto("about:blank");
      },
    );
  },
);
