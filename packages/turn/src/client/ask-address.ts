import { unmapped } from "../stun/ip-address.ts";
import { askBinding } from "./binding.ts";
import { connectTo } from "./connection.ts";
import { parseServerUrl } from "./server-url.ts";

/**
 * Asks a STUN server under which address the internet sees this machine. `url` is like `stun:host:3478`; `family` is that of the
 * address wanted, default what the system prefers; `timeout` in milliseconds, for finding the name and for asking each, default 5,000.
 *
 * @returns the address without a port, dotted or as in RFC 5952
 * @throws TurnClientError, as a rejection: url-invalid, name-not-found (also when the name has no address of that family), refused,
 *   unreachable, timeout, not-stun, refusal, answer-incomplete
 */
export const askAddress = async (
  url: string,
  options: { family?: 4 | 6; timeout?: number } = {},
): Promise<string> => {
  const connection = await connectTo(parseServerUrl(url), options);
  try {
    const { ip } = await askBinding(connection);
    return unmapped(ip).text;
  } finally {
    connection.close();
  }
};
