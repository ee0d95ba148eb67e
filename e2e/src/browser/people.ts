import type { Browser, BrowserContext } from "puppeteer-core";
import { type BrowserName, type DeviceSetup, endBrowser, launchBrowser, type Place } from "./launch.ts";
import { Tab } from "./tab.ts";

/** Browsers running now, one for each name, set of devices and place, started when the first person needs it. */
export class Browsers {
  readonly #running = new Map<string, Promise<Browser>>();

  get(name: BrowserName, devices: DeviceSetup, place?: Place): Promise<Browser> {
    const key = JSON.stringify([name, devices, place?.name]);
    const running = this.#running.get(key) ?? launchBrowser(name, devices, place);
    this.#running.set(key, running);
    return running;
  }

  /** Ends all of them, those too that others failed to end. */
  async close(): Promise<void> {
    const ended = await Promise.allSettled(
      [...this.#running.values()].map(async (one) => endBrowser(await one)),
    );
    this.#running.clear();
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  }
}

/** Someone with a browser profile of their own: storage, permissions and channels are shared with nobody. */
export class Person {
  readonly name: string;
  /** The tab they came with. */
  readonly tab: Tab;
  readonly tabs: Tab[];
  readonly #context: BrowserContext;
  readonly #scripts: readonly (() => void)[];

  private constructor(name: string, context: BrowserContext, tab: Tab, scripts: readonly (() => void)[]) {
    this.name = name;
    this.tab = tab;
    this.tabs = [tab];
    this.#context = context;
    this.#scripts = scripts;
  }

  /** @param scripts run in all their pages behind the recorder, before the page's own */
  static async arrive(browser: Browser, name: string, ...scripts: readonly (() => void)[]): Promise<Person> {
    const context = await browser.createBrowserContext();
    // A window of its own, so that nobody's page is in the background.
    const tab = await Tab.on(await context.newPage({ type: "window" }), name, ...scripts);
    return new Person(name, context, tab, scripts);
  }

  /** Opens another page in front of the others. */
  async newTab(): Promise<Tab> {
    const page = await this.#context.newPage();
    const tab = await Tab.on(page, `${this.name}, tab ${this.tabs.length + 1}`, ...this.#scripts);
    this.tabs.push(tab);
    return tab;
  }

  /** Closes all tabs and forgets the profile. */
  async goAway(): Promise<void> {
    await this.#context.close();
  }
}
