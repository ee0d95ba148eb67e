import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const OFFICE = { nat: "port-restricted", firewall: { kind: "no-udp" } } as const;
const test = testBetween(OFFICE, OFFICE);

test("where UDP is dropped the call goes through the relay over TCP", async ({ arrive, site }) => {
  const [ada, bob] = await arrive("chromium", "chromium");
  await callBy(ada, bob, site.origin, { path: /^relayed-tcp$/ });
});

test("where UDP is dropped Firefox calls over TCP or TLS, which are the same to it", async ({
  arrive,
  site,
}) => {
  const [ada, bob] = await arrive("firefox", "firefox");
  await callBy(ada, bob, site.origin, { path: /^relayed-(tcp|tls)$/ });
});
