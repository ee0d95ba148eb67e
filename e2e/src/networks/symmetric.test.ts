import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const OFFICE = { families: ["ipv4"], nat: "symmetric" } as const;
const test = testBetween(OFFICE, OFFICE);

test("behind two symmetric NATs the call goes through the relay over UDP", async ({ arrive, site }) => {
  const [ada, bob] = await arrive("chromium", "chromium");
  await callBy(ada, bob, site.origin, { path: /^relayed-udp$/ });
});

test("behind two symmetric NATs Firefox calls through the relay too", async ({ arrive, site }) => {
  const [ada, bob] = await arrive("firefox", "firefox");
  await callBy(ada, bob, site.origin, { path: /^relayed-/ });
});
