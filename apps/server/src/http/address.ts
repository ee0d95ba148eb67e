import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { addNetwork } from "../config/kinds.ts";

/** Tells whom a request is from, as limits and logs count it: an IPv4 address or an IPv6 /64. */
export class ClientAddress {
  readonly #proxies = new BlockList();

  /** @param trustedProxies addresses or networks whose word about a client is believed */
  constructor(trustedProxies: readonly string[]) {
    for (const network of trustedProxies) addNetwork(this.#proxies, network);
  }

  of(request: IncomingMessage): string {
    let address = plain(request.socket.remoteAddress ?? "");
    const forwarded = String(request.headers["x-forwarded-for"] ?? "").split(",");
    // From the nearest hop outwards: the first one that is no proxy of ours is the client.
    while (this.isProxy(address)) {
      const next = plain(forwarded.pop()?.trim() ?? "");
      if (isIP(next) === 0) break;
      address = next;
    }
    return isIP(address) === 6 ? network64(address) : address;
  }

  /** True for the address of a trusted proxy, as a socket has it. */
  isProxy(remoteAddress: string): boolean {
    const address = plain(remoteAddress);
    const version = isIP(address);
    return version !== 0 && this.#proxies.check(address, version === 4 ? "ipv4" : "ipv6");
  }
}

/** Without IPv4-mapping (RFC 4291 section 2.5.5.2), zone and port. */
const plain = (address: string): string =>
  address
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "")
    .replace(/%.*$/, "");

/** First 64 bits of an IPv6 address: what one household or site has. */
const network64 = (address: string): string => {
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
};
