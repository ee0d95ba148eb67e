import { expect } from "vitest";
import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const test = testBetween({ families: ["ipv6"] }, { families: ["ipv6"] });

test("with IPv6 only the call goes directly", async ({ arrive, site, between }) => {
  const [ada, bob] = await arrive("chromium", "firefox");
  await callBy(ada, bob, site.origin, { path: /^direct$/ });
  expect(await between.packets()).not.toEqual([]);
});

test("with IPv6 only and hidden addresses the call goes through the relay", async ({
  arrive,
  site,
  between,
}) => {
  const [ada, bob] = await arrive("chromium", "firefox");
  await callBy(ada, bob, site.origin, { path: /^relayed-/, hidden: true });
  expect(await between.packets()).toEqual([]);
});
