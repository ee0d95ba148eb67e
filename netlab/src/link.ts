import type { Family, Subnet } from "./addresses.ts";
import { run } from "./command.ts";
import type { Namespace } from "./namespace.ts";

/** Where a cable ends. */
export interface End {
  readonly namespace: Namespace;
  /** Name of the device to make there. */
  readonly device: string;
}

/** Lays a cable between two namespaces and gives both ends their addresses, with the default route of the far one. */
export const connect = async (
  near: End,
  far: End,
  subnet: Subnet,
  families: readonly Family[],
): Promise<void> => {
  const place = ({ device, namespace }: End) => [device, "netns", namespace.name];
  await run("ip", ["link", "add", ...place(near), "type", "veth", "peer", "name", ...place(far)]);
  const attach = ({ device }: End, end: "near" | "far") => [
    ...families.map((family) => `address add ${subnet[family][end]}/${subnet[family].bits} dev ${device}`),
    `link set ${device} up`,
  ];
  await near.namespace.ip(...attach(near, "near"));
  const everything = { ipv4: "0.0.0.0/0", ipv6: "::/0" };
  const routes = families.map((family) => `route add ${everything[family]} via ${subnet[family].near}`);
  await far.namespace.ip(...attach(far, "far"), ...routes);
};
