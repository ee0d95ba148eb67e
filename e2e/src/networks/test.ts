import { type Connection, Lab } from "@onecall/netlab";
import type { BrowserName } from "../browser/launch.ts";
import { Browsers } from "../browser/people.ts";
import { type People, test as withPeople } from "../scenario/test.ts";
import type { Site } from "../server/site.ts";
import { AtHost } from "./at-host.ts";
import { Authority } from "./authority.ts";
import { Between } from "./between.ts";
import { openSiteAt } from "./site.ts";

const DOMAIN = "call.example";

interface Homes {
  readonly ada: AtHost;
  readonly bob: AtHost;
}

interface Fixtures {
  /** Removed last: whatever runs in it ends with it. */
  lab: Lab;
  authority: Authority;
  /** The server on a public machine, with https on port 443. */
  site: Site;
  /** Started where a person is. They end before what they run in. */
  browsers: Browsers;
  /** Where Ada and Bob are. */
  homes: Homes;
  /** Everything that goes from one of them to the other, and not to the server, while the test runs. */
  between: Between;
  /** Ada and Bob, each with a browser in their own network. */
  arrive: ReturnType<typeof arriver>;
}

const arriver =
  (people: People, { ada, bob }: Homes) =>
  async (adas: BrowserName, bobs: BrowserName) => {
    const both = await Promise.all([
      people.arrive("Ada", adas, "present", ada),
      people.arrive("Bob", bobs, "present", bob),
    ]);
    return [both[0].tab, both[1].tab] as const;
  };

/** A test in a lab with the real server, where Ada and Bob are connected to the internet as told. */
export const testBetween = (adas: Connection, bobs: Connection) =>
  withPeople.extend<Fixtures>({
    lab: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
      async ({}, use) => {
        await using lab = await Lab.open();
        await use(lab);
      },
      { scope: "file" },
    ],
    authority: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
      async ({}, use) => {
        await using authority = await Authority.create();
        await use(authority);
      },
      { scope: "file" },
    ],
    site: [
      async ({ lab, authority }, use) => {
        const server = await lab.addHost("server");
        await lab.addDomain(DOMAIN, server);
        await using site = await openSiteAt(server, DOMAIN, authority);
        await use(site);
      },
      { scope: "file" },
    ],
    homes: [
      async ({ lab, authority }, use) => {
        await using ada = await AtHost.of(await lab.addHost("ada", adas), authority);
        await using bob = await AtHost.of(await lab.addHost("bob", bobs), authority);
        await use({ ada, bob });
      },
      { scope: "file" },
    ],
    browsers: [
      async ({ homes: _ }, use) => {
        const browsers = new Browsers();
        await use(browsers);
        await browsers.close();
      },
      { scope: "file" },
    ],
    between: async ({ lab, homes }, use) => {
      await using between = await Between.watch(lab.internet, homes.ada.host, homes.bob.host);
      await use(between);
    },
    arrive: async ({ people, homes }, use) => {
      await use(arriver(people, homes));
    },
  });
