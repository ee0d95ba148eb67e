import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "vitest";
import type { BrowserName, DeviceSetup, Place } from "../browser/launch.ts";
import { Browsers, Person } from "../browser/people.ts";
import type { Tab } from "../browser/tab.ts";
import { Capture } from "../capture/capture.ts";
import { Middle } from "../server/middle.ts";
import { openSite, type Site } from "../server/site.ts";

/** Pictures and notes of failed tests. */
const ARTIFACTS = fileURLToPath(new URL("../../artifacts/", import.meta.url));

/** Brings people with browsers into a test and sees them off when it is over. */
export interface People {
  /**
   * Someone with an empty profile and one open tab.
   * @param name who it is, for messages of failed tests
   * @param place where they are; without it at this machine
   */
  arrive(name: string, browser: BrowserName, devices?: DeviceSetup, place?: Place): Promise<Person>;
  /** Problems this test provokes; every other one fails it. */
  expectProblem(problem: RegExp): void;
}

const leaveTraces = async (title: string, tabs: readonly Tab[], log: readonly string[]): Promise<void> => {
  const fileOf = (what: string) => join(ARTIFACTS, `${title} - ${what}`.replace(/[^\w -]+/g, ""));
  await mkdir(ARTIFACTS, { recursive: true });
  await writeFile(`${fileOf("server")}.log`, log.join(""));
  for (const tab of tabs) {
    const file = fileOf(tab.label);
    await writeFile(`${file}.txt`, await tab.describe());
    await tab.screenshot(file).catch(() => undefined);
  }
};

interface Fixtures {
  browsers: Browsers;
  /** The real server, one for the file. */
  site: Site;
  /** In front of the site, as its operator could be; tests that use it send people to `middle.origin`. */
  middle: Middle;
  /** All UDP on all interfaces. */
  capture: Capture;
  people: People;
}

/**
 * A test with people in it. Browsers and server start once in a file; every person has a fresh profile; an error on
 * any page, also one that broke nothing else, fails the test. People go before what they were connected to.
 */
export const test = base.extend<Fixtures>({
  browsers: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
    async ({}, use) => {
      const browsers = new Browsers();
      await use(browsers);
      await browsers.close();
    },
    { scope: "file" },
  ],
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
    async ({}, use) => {
      await using site = await openSite();
      await use(site);
    },
    { scope: "file" },
  ],
  middle: async ({ site }, use) => {
    await using middle = await Middle.before(site.origin);
    await use(middle);
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
  capture: async ({}, use) => {
    await using capture = await Capture.start();
    await use(capture);
  },
  people: async ({ browsers, site, task }, use) => {
    const logged = site.log().length;
    const present: Person[] = [];
    const expected: RegExp[] = [];
    await use({
      async arrive(name, browser, devices = "present", place) {
        const person = await Person.arrive(await browsers.get(browser, devices, place), name);
        present.push(person);
        return person;
      },
      expectProblem: (problem) => void expected.push(problem),
    });
    const tabs = present.flatMap((person) => person.tabs);
    const problems = tabs.flatMap((tab) => tab.problems.map((problem) => `${tab.label}: ${problem}`));
    if (task.result?.state === "fail") {
      await leaveTraces(task.fullTestName, tabs, site.log().slice(logged));
    }
    for (const person of present) await person.goAway();
    expect(problems.filter((problem) => !expected.some((one) => one.test(problem)))).toEqual([]);
  },
});

export { expect };
