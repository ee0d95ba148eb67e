import { type Connection, Lab } from "@onecall/netlab";
import type { Browser } from "puppeteer-core";
import {
  type BrowserName,
  type DeviceSetup,
  endBrowser,
  launchBrowser,
  type Tweaks,
} from "../browser/launch.ts";
import { Person } from "../browser/people.ts";
import type { Tab } from "../browser/tab.ts";
import { AtHost } from "../networks/at-host.ts";
import { Authority } from "../networks/authority.ts";
import { installProbe } from "./probe.ts";
import { type KillableServer, startServer } from "./server.ts";

/** How Firefox reports as errors of the page what is said of a network that is gone. */
const NETWORK = /wss?:\/\/|NetworkError|Failed to fetch|WebRTC: ICE failed/;

/** A person, their browser and the tab they look at. */
export interface Someone {
  readonly name: string;
  readonly person: Person;
  readonly browser: Browser;
  readonly at: AtHost | undefined;
  /** The newest one that matters; scenarios that open another set it. */
  tab: Tab;
}

interface Arrival {
  readonly devices?: DeviceSetup;
  readonly at?: AtHost;
  readonly tweaks?: Tweaks;
  /** Run in all their pages before those begin. */
  readonly scripts?: readonly (() => void)[];
}

/** Everything a scenario uses, ended in the opposite order. */
export class World implements AsyncDisposable {
  readonly #owned: AsyncDisposable[] = [];
  readonly #people: Someone[] = [];
  #lab: Lab | undefined;
  #authority: Authority | undefined;
  readonly #signals: "end browsers" | "left to the caller";

  /** @param signals what Ctrl-C and the like do: end the browsers and this process, or only what the caller makes of them */
  constructor(signals: "end browsers" | "left to the caller" = "end browsers") {
    this.#signals = signals;
  }

  /** Ends it together with this world. */
  own<T extends AsyncDisposable>(thing: T): T {
    this.#owned.push(thing);
    return thing;
  }

  /** Someone with a browser of their own. */
  async arrive(
    name: string,
    browserName: BrowserName,
    { devices = "present", at, tweaks, scripts = [] }: Arrival = {},
  ): Promise<Someone> {
    const browser = await launchBrowser(browserName, devices, at, {
      ...tweaks,
      signals: this.#signals,
    });
    this.own({ [Symbol.asyncDispose]: () => endBrowser(browser) });
    const person = await Person.arrive(browser, name, installProbe, ...scripts);
    const someone = { name, person, browser, at, tab: person.tab };
    this.#people.push(someone);
    return someone;
  }

  /** The built server at this machine, as a process that can be killed. */
  async server(...options: readonly string[]): Promise<KillableServer> {
    return this.own(await startServer(options));
  }

  async lab(): Promise<Lab> {
    this.#lab ??= this.own(await Lab.open());
    return this.#lab;
  }

  async authority(): Promise<Authority> {
    this.#authority ??= this.own(await Authority.create());
    return this.#authority;
  }

  /** A new place in the lab for browsers to start at. */
  async place(name: string, connection: Connection = {}): Promise<AtHost> {
    const lab = await this.lab();
    return this.own(await AtHost.of(await lab.addHost(name, connection), await this.authority()));
  }

  /** Errors nobody caught on any page, which break no promise of their own and yet must not be. */
  uncaught(): readonly string[] {
    return this.#people.flatMap(({ person }) =>
      person.tabs.flatMap((tab) =>
        tab.problems
          .filter((one) => one.startsWith("page error") && !NETWORK.test(one))
          .map((one) => `${tab.label}: ${one}`),
      ),
    );
  }

  /** What everybody sees, for notes on failures. */
  async describe(): Promise<string> {
    const all = this.#people.map(({ tab }) =>
      Promise.race([tab.describe(), new Promise<string>((resolve) => setTimeout(resolve, 2000, tab.label))]),
    );
    return (await Promise.all(all)).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#owned.splice(0).reverse()) {
      // One that is broken already must not keep the others from being ended.
      await Promise.allSettled([one[Symbol.asyncDispose]()]);
    }
  }
}
