import { expect } from "vitest";
import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const HOME = { families: ["ipv4"], nat: "port-restricted" } as const;
const test = testBetween(HOME, HOME);

test("behind two port-restricted NATs the call goes directly", async ({ arrive, site, between }) => {
  const [ada, bob] = await arrive("chromium", "firefox");
  await callBy(ada, bob, site.origin, { path: /^direct$/ });
  expect(await between.packets()).not.toEqual([]);
});
