import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { StartError } from "../start-error.ts";

/** The addresses to listen on with UDP, one socket each, for what TCP listens on as `host`. */
export const udpHosts = async (host: string): Promise<string[]> => {
  if (host === "*" || host === "::") return hasIpv6() ? ["0.0.0.0", "::"] : ["0.0.0.0"];
  if (isIP(host) !== 0) return [host];
  try {
    const found = await lookup(host, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch (cause) {
    throw new StartError(
      "host-unknown",
      `This machine has no address ${JSON.stringify(host)}: leave --host out to listen on all.`,
      { cause },
    );
  }
};

const hasIpv6 = (): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === "IPv6"));
