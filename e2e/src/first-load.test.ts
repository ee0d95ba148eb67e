import { randomBytes } from "node:crypto";
import { openLink } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

const BUDGET = { javascript: 60_000, requests: 6 };
const strangersLink = (origin: string): string =>
  `${origin}/c/#${Buffer.concat([Buffer.from([1]), randomBytes(32)]).toString("base64url")}`;

/** Runs in the page: paths of the files asked for before the lobby was on the screen. */
const neededFiles = (): string[] => {
  const seen = window.recorder.times[window.recorder.states.indexOf("lobby")] ?? 0;
  return performance
    .getEntriesByType("resource")
    .filter(({ startTime, name }) => startTime <= seen && name.startsWith(location.origin))
    .map(({ name }) => new URL(name).pathname);
};

test("the lobby needs at most 60 kB of JavaScript as served and six requests, all from here", async ({
  people,
  middle,
}) => {
  const { tab } = await people.arrive("Bob", "chromium");
  const requested: string[] = [];
  tab.page.on("request", (request) => requested.push(request.url()));
  await openLink(tab, strangersLink(middle.origin));
  await tab.waitForVisible("ask-to-join");
  await tab.waitForVisible("local-video");
  await tab.waitFor("everything is loaded", () => document.readyState === "complete", undefined);

  const needed = await tab.evaluate(neededFiles);
  // The page itself is no resource of its own.
  expect(needed.length + 1, needed.join(" ")).toBeLessThanOrEqual(BUDGET.requests);
  const scripts = middle.fetched.filter(
    ({ url, type }) => needed.includes(url) && type.includes("javascript"),
  );
  expect(scripts.map(({ encoding }) => encoding)).toEqual(
    scripts.map(() => expect.stringMatching(/^(gzip|br)$/)),
  );
  const size = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(size).toBeGreaterThan(10_000);
  expect(size).toBeLessThanOrEqual(BUDGET.javascript);
  expect(new Set(requested.map((url) => new URL(url).host))).toEqual(new Set([new URL(middle.origin).host]));
});

test("pages come with the security headers, and keep no cookie", async ({ people, site }) => {
  for (const path of ["/", "/c/"]) {
    const { headers, status } = await fetch(site.origin + path);
    expect(status).toBe(200);
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("set-cookie")).toBeNull();
  }
  const { tab } = await people.arrive("Bob", "firefox");
  await openLink(tab, strangersLink(site.origin));
  expect(await tab.evaluate(() => document.cookie)).toBe("");
});
