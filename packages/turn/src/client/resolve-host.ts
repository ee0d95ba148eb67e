import { lookup } from "node:dns/promises";
import { type Family, type IpAddress, parseIp } from "../stun/ip-address.ts";
import { TurnClientError } from "./errors.ts";
import { socketFailure } from "./socket-failure.ts";
import { within } from "./within.ts";

/**
 * The addresses of a name in the system's order of preference, at least one; an address is its own. `timeout` in milliseconds.
 *
 * @throws TurnClientError name-not-found (also when there is none of that family), timeout
 */
export async function resolveHost(
  host: string,
  family: Family | undefined,
  timeout: number,
): Promise<readonly IpAddress[]> {
  const literal = parseIp(host);
  const found = literal === undefined ? await ask(host, timeout) : [literal];
  const fitting = found.filter((ip) => family === undefined || ip.family === family);
  if (fitting.length === 0) throw new TurnClientError("name-not-found");
  return fitting;
}

async function ask(host: string, timeout: number): Promise<IpAddress[]> {
  try {
    const answers = await within(lookup(host, { all: true, verbatim: true }), timeout);
    return answers.flatMap(({ address }) => parseIp(address) ?? []);
  } catch (error) {
    throw error instanceof TurnClientError ? error : socketFailure(error, "name-not-found");
  }
}
