import { randomBytes } from "node:crypto";
import type { Limits, TurnServerOptions } from "@onecall/turn";
import type { Config } from "../config/schema.ts";
import { StartError } from "../start-error.ts";
import { type PublicAddresses, publicAddresses } from "./public-addresses.ts";
import { udpHosts } from "./udp-hosts.ts";

/** What the settings say of TURN, looked up and drawn once: the same for every start of its thread. */
export interface TurnOptions {
  /** As configured or asked for. */
  readonly addresses: PublicAddresses;
  /** Everything but where it listens. */
  readonly server: Omit<TurnServerOptions, "listen">;
  /** Addresses to listen on. */
  readonly hosts: readonly string[];
}

/** A household or office has one address, and a browser asks once for each server, transport and network of its own. */
const limitsOf = (config: Config): Partial<Limits> => ({
  allocationsPerUser: 24,
  allocations: config.turnAllocations,
  allocationsPerAddress: config.turnAllocationsPerAddress,
  allocatesPerSecond: 250,
  allocatesPerSecondPerAddress: 50,
  challengesPerSecondPerAddress: 50,
  bindingsPerSecondPerNetwork: 100,
  connections: config.turnAllocations,
  connectionsPerAddress: config.turnAllocationsPerAddress,
});

/** Which calls may relay: each that is admitted, or all for which credentials were issued. */
export type Admits = "each" | "all";

/** @throws StartError when an address can not be found out, or a secret is shared with too many */
export const turnOptions = async (config: Config, admits: Admits): Promise<TurnOptions> => {
  const addresses = await publicAddresses(config.turnAddress);
  const own = new Set(config.turnSecrets);
  if (config.turnExternal.some(({ secrets }) => secrets.some((secret) => own.has(secret))))
    throw new StartError(
      "config-value",
      "A secret of --turn-external is one of --turn-secrets too: credentials that are issued before both said yes would be good there. Make another one.",
    );
  const { turn, turnPorts, turnDenied: denied, turnAllowed: allowed, turnSecrets } = config;
  return {
    addresses,
    hosts: await udpHosts(config.host),
    server: {
      secrets: turnSecrets.length > 0 ? turnSecrets : [randomBytes(32).toString("base64url")],
      nonceKey: randomBytes(32),
      policy:
        turn === "public" ? { kind: "public", ...turnPorts, denied, allowed } : { kind: "same-call", admits },
      limits: limitsOf(config),
      ...(config.turnAddress.length > 0 && { relayAddresses: addresses }),
    },
  };
};
