import { parseServerUrl, resolveHost, type ServerUrl, TurnClientError } from "@onecall/turn/client";
import type { Family, IpAddress } from "@onecall/turn/stun";
import { type Finding, fromError } from "./finding.ts";

/** One way to a server: one URL to one of the addresses of its name. */
export interface Way {
  readonly url: string;
  readonly server: ServerUrl;
  readonly ip: IpAddress;
  /** Told when the name has addresses of both families. */
  readonly family: Family | undefined;
}

/**
 * Every way devices may take to a URL: the first IPv4 and the first IPv6 address of its name. `timeout` in milliseconds, undefined for the
 * default.
 *
 * @returns what is wrong with the URL or its name instead
 */
export const waysTo = async (url: string, timeout: number): Promise<Way[] | Finding> => {
  try {
    const server = parseServerUrl(url);
    const all = await resolveHost(server.host, undefined, timeout);
    const found = ([4, 6] as const).flatMap((family) => all.find((ip) => ip.family === family) ?? []);
    return found.map((ip) => ({ url, server, ip, family: found.length > 1 ? ip.family : undefined }));
  } catch (error) {
    if (error instanceof TurnClientError) return fromError(error);
    throw error;
  }
};
