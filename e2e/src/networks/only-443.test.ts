import { callBy } from "./call.ts";
import { testBetween } from "./test.ts";

const OFFICE = { nat: "port-restricted", firewall: { kind: "only-tcp", port: 443 } } as const;
const test = testBetween(OFFICE, OFFICE);

test("where nothing but TCP to port 443 passes the call goes over the page's own port", async ({
  arrive,
  site,
}) => {
  const [ada, bob] = await arrive("chromium", "firefox");
  await callBy(ada, bob, site.origin, { path: /^relayed-(tcp|tls)$/ });
});
