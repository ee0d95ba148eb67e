import type { Connection, Host, Line } from "@onecall/netlab";
import type { AtHost } from "../networks/at-host.ts";
import { openSiteAt } from "../networks/site.ts";
import type { Pair } from "./scenario.ts";
import { NO_LIMITS } from "./server.ts";
import { arrivePair } from "./talk.ts";
import type { Someone, World } from "./world.ts";

const DOMAIN = "call.example";

/** A flat with a router: 40 ms from one person to the other and back, as P5 of the design has it. */
export const HOME: Connection = { families: ["ipv4"], nat: "port-restricted", line: { delay: 10 } };

/** Two people in networks of their own, and the server in the internet. */
export interface Apart {
  readonly host: Someone;
  readonly guest: Someone;
  readonly homes: readonly [host: AtHost, guest: AtHost];
  readonly server: Host;
  readonly origin: string;
}

interface Places {
  /** Of both people. */
  readonly home?: Connection;
  readonly server?: Connection;
  /** Of the server, as after `npm start --`. */
  readonly options?: readonly string[];
}

export const liveApart = async (
  world: World,
  pair: Pair,
  { home = HOME, server: street = { families: ["ipv4"] }, options = [] }: Places = {},
): Promise<Apart> => {
  const lab = await world.lab();
  const server = await lab.addHost("server", street);
  await lab.addDomain(DOMAIN, server);
  const site = await openSiteAt(server, DOMAIN, await world.authority(), ...NO_LIMITS, ...options);
  world.own(site);
  const homes = [await world.place("ada", home), await world.place("bob", home)] as const;
  const [host, guest] = await arrivePair(world, pair, { at: homes[0] }, { at: homes[1] });
  return { host, guest, homes, server, origin: site.origin };
};

/** The line somebody is connected by now. */
export const lineOf = ({ name, line }: Host): Line => {
  if (!line) throw new Error(`${name} is connected by no line.`);
  return line;
};
