import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const test = testBetween({ families: ["ipv4"], nat: "port-restricted" }, { families: ["ipv6"] });

test("one with IPv4 only and one with IPv6 only meet at the relay", async ({ arrive, site }) => {
  const [ada, bob] = await arrive("chromium", "firefox");
  await callBy(ada, bob, site.origin, { path: /^relayed-/ });
});
