import type { Family, Subnet } from "./addresses.ts";
import { run } from "./command.ts";
import { NetlabError } from "./errors.ts";
import type { Namespace } from "./namespace.ts";

/** Where a cable ends. */
export interface End {
  readonly namespace: Namespace;
  /** Name of the device to make there. */
  readonly device: string;
}

/**
 * Numbers of the near devices start here. The kernel tells at once that a cable works only where the numbers of its two ends
 * differ (linkwatch_urgent_event), and after up to a second otherwise; numbers given by itself start at 1.
 */
const FIRST_INDEX = 100;

/** How often a device is looked at, 2 ms each, before a cable counts as broken. */
const LOOKS = 2000;

/** Lays the `n`th cable of the near namespace, and gives both ends their addresses, with the default route of the far one. */
export const connect = async (
  near: End & { readonly n: number },
  far: End,
  subnet: Subnet,
  families: readonly Family[],
): Promise<void> => {
  const place = ({ device, namespace }: End) => ["name", device, "netns", namespace.name];
  const index = ["index", String(FIRST_INDEX + near.n)];
  await run("ip", ["link", "add", ...place(near), ...index, "type", "veth", "peer", ...place(far)]);
  const attach = ({ device }: End, end: "near" | "far") => [
    ...families.map((family) => `address add ${subnet[family][end]}/${subnet[family].bits} dev ${device}`),
    `link set ${device} up`,
  ];
  await near.namespace.ip(...attach(near, "near"));
  const everything = { ipv4: "0.0.0.0/0", ipv6: "::/0" };
  const routes = families.map((family) => `route add ${everything[family]} via ${subnet[family].near}`);
  await far.namespace.ip(...attach(far, "far"), ...routes);
  for (const end of [near, far]) await waitUntilUp(end);
};

/** Programs that start before do not count the device as one that works. */
const waitUntilUp = async ({ namespace, device }: End): Promise<void> => {
  for (let look = 0; look < LOOKS; look++) {
    const state = await run("ip", ["-n", namespace.name, "-o", "link", "show", "dev", device, "up"]);
    if (state.includes(" state UP ")) return;
  }
  throw new NetlabError("command-failed", `${device} of ${namespace.name} stays down`);
};
