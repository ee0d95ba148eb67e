import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const OFFICE = { nat: "port-restricted", firewall: { kind: "only-tls", port: 443 } } as const;
const test = testBetween(OFFICE, OFFICE);

test("where nothing but TLS to port 443 passes the call is TLS on the page's own port", async ({
  arrive,
  site,
}) => {
  const [ada, bob] = await arrive("firefox", "chromium");
  await callBy(ada, bob, site.origin, { path: /^relayed-tls$/ });
});
