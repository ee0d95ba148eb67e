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
  await bringUpNear(near, subnet, families);
  await bringUpFar(far, subnet, families);
  for (const end of [near, far]) await waitUntilUp(end);
};

const addressesOf = (device: string, end: "near" | "far", subnet: Subnet, families: readonly Family[]) =>
  families.map((family) => `address add ${subnet[family][end]}/${subnet[family].bits} dev ${device}`);

/** Gives the device nearer to the internet its addresses. */
export const bringUpNear = async (
  { namespace, device }: End,
  subnet: Subnet,
  families: readonly Family[],
): Promise<void> => {
  await namespace.ip(...addressesOf(device, "near", subnet, families), `link set ${device} up`);
};

/** Gives the device farther from the internet its addresses, and the route to everywhere. */
export const bringUpFar = async (
  { namespace, device }: End,
  subnet: Subnet,
  families: readonly Family[],
): Promise<void> => {
  const everything = { ipv4: "0.0.0.0/0", ipv6: "::/0" };
  const routes = families.map((family) => `route add ${everything[family]} via ${subnet[family].near}`);
  await namespace.ip(...addressesOf(device, "far", subnet, families), `link set ${device} up`, ...routes);
};

/** Takes it down, with its addresses and routes, as a system does when there is no network any more. */
export const takeDown = async ({ namespace, device }: End): Promise<void> => {
  await namespace.ip(`link set ${device} down`, `address flush dev ${device}`);
};

/** How many packets were to leave by a device and were dropped because its queue was full. */
export const overrunsOf = async ({ namespace, device }: End): Promise<number> => {
  const text = await run("ip", ["-n", namespace.name, "-s", "-j", "link", "show", "dev", device]);
  const [link]: { readonly stats64: { readonly tx: { readonly dropped: number } } }[] = JSON.parse(text);
  return link?.stats64.tx.dropped ?? 0;
};

/** Removes a device, with the other end of its cable. */
export const removeIfThere = async ({ namespace, device }: End): Promise<void> => {
  const all = await run("ip", ["-n", namespace.name, "-br", "link", "show"]);
  const isThere = all.split("\n").some((line) => line.startsWith(`${device}@`));
  if (isThere) await namespace.ip(`link delete ${device}`);
};

/** Programs that start before do not count the device as one that works. */
const waitUntilUp = async ({ namespace, device }: End): Promise<void> => {
  for (let look = 0; look < LOOKS; look++) {
    const state = await run("ip", ["-n", namespace.name, "-o", "link", "show", "dev", device, "up"]);
    if (state.includes(" state UP ")) return;
  }
  throw new NetlabError("command-failed", `${device} of ${namespace.name} stays down`);
};
