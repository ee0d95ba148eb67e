import { randomBytes } from "node:crypto";
import { describe } from "vitest";
import { openLink, startCall } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

/** A link of the right form that nobody made. */
const unknownFragment = (version = 1): string =>
  Buffer.concat([Buffer.from([version]), randomBytes(32)]).toString("base64url");

describe.each([
  { what: "cut off", fragment: () => unknownFragment().slice(0, 30), words: /part of the link is missing/i },
  { what: "no link at all", fragment: () => "hello/world?x=1", words: /not a call link/i },
  { what: "too long", fragment: () => `${unknownFragment()}AAAA`, words: /not a call link/i },
  { what: "of a newer version", fragment: () => unknownFragment(2), words: /made by a newer version/i },
  { what: "a handle of another device", fragment: () => "abcd1234", words: /doesn’t know that call/i },
])("a link that is $what", ({ fragment, words }) => {
  test.for(["chromium", "firefox"] as const)("says so in %s", async (browser, { people, site }) => {
    const { tab } = await people.arrive("Bob", browser);
    await tab.goto(`${site.origin}/c/#${fragment()}`);
    await tab.waitForWords(words);
    await tab.waitForState("home");
    // The way out is right there.
    await tab.waitForVisible("start-call");
  });
});

test("a link nobody made looks like one whose host is away", async ({ people, site }) => {
  const { tab } = await people.arrive("Bob", "chromium");
  await openLink(tab, `${site.origin}/c/#${unknownFragment()}`);
  await tab.waitForWords(/host isn’t here yet/);
});

test("a pasted link is opened, a broken one explained, a foreign one named", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "chromium");
  const link = await startCall(host, site.origin);

  await guest.goto(site.origin);
  await guest.fill("link", "https://call.example/c/#AQABAgMEBQYHCAkKCwwNDg-1HLaO58D_0ZHJ32uqEXoC");
  await guest.click("open-link");
  await guest.waitForWords(/belongs to another site/i);
  await guest.waitForWords(/call\.example/);

  await guest.fill("link", link.slice(0, -9));
  await guest.click("open-link");
  await guest.waitForWords(/part of the link is missing/i);

  await guest.fill("link", ` <${link}>. `);
  await guest.click("open-link");
  await guest.waitForState("lobby");
  await guest.waitForWords(/host is here/);
});

test("LINK-3: the address bar keeps no secret, neither here nor there", async ({ people, site }) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const link = await startCall(host, site.origin);
  await openLink(guest, link);
  const secret = new URL(link).hash.slice(1);
  expect(secret).toHaveLength(44);
  for (const tab of [host, guest]) {
    const address = await tab.waitFor(
      "an address without the secret",
      () => /#.{8}$/.exec(location.href)?.input,
      undefined,
    );
    expect(address).not.toContain(secret);
  }
});
