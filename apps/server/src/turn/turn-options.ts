import { randomBytes } from "node:crypto";
import type { Limits, TurnServerOptions } from "@onecall/turn";
import type { Config } from "../config/schema.ts";
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
const LIMITS: Partial<Limits> = {
  allocationsPerUser: 24,
  allocatesPerSecondPerAddress: 50,
  challengesPerSecondPerAddress: 50,
  bindingsPerSecondPerNetwork: 100,
};

/** Which calls may relay: each that is admitted, or all for which credentials were issued. */
export type Admits = "each" | "all";

/** @throws StartError when an address can not be found out */
export const turnOptions = async (config: Config, admits: Admits): Promise<TurnOptions> => {
  const addresses = await publicAddresses(config.turnAddress);
  const { turn, turnPorts, turnDenied: denied, turnAllowed: allowed, turnSecrets } = config;
  return {
    addresses,
    hosts: await udpHosts(config.host),
    server: {
      secrets: turnSecrets.length > 0 ? turnSecrets : [randomBytes(32).toString("base64url")],
      nonceKey: randomBytes(32),
      policy:
        turn === "public" ? { kind: "public", ...turnPorts, denied, allowed } : { kind: "same-call", admits },
      limits: LIMITS,
      ...(config.turnAddress.length > 0 && { relayAddresses: addresses }),
    },
  };
};
