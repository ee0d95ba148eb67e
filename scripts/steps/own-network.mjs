import { spawnSync } from "node:child_process";

/**
 * Loopback, one address that others could reach, and a way to them: what a machine with a cable has. Sound and pictures need the address,
 * as browsers make no call by loopback alone.
 */
const CABLE = [
  "ip link set lo up",
  "ip link add cable type veth peer name socket",
  "ip address add 10.77.0.2/24 dev cable",
  "ip link set cable up",
  "ip link set socket up",
  "ip route add default via 10.77.0.1",
].join(" && ");

/** Whether this machine lets this user make networks. */
export const canHaveOwnNetwork = () => spawnSync("unshare", ["--net", "sh", "-c", CABLE]).status === 0;

/**
 * The same command in a network of its own: it sees no packet and no port of anything that runs beside it.
 *
 * @param {readonly string[]} command
 * @returns {[string, ...string[]]}
 */
export const inOwnNetwork = (command) => [
  "unshare",
  "--net",
  "sh",
  "-c",
  `${CABLE} && exec "$@"`,
  "sh",
  ...command,
];
