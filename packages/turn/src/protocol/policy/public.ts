import { type IpAddress, sameIp } from "../../stun/ip-address.ts";
import type { Allocation } from "../allocation.ts";
import type { Refusal } from "../drops.ts";
import { LOWEST_PEER_PORT } from "../limits.ts";
import type { PublicSettings } from "../settings.ts";
import { canonicalAddress } from "./canonical-address.ts";
import type { FindAllocation, PeerPolicy } from "./peer-policy.ts";
import { isInAny, SPECIAL_PURPOSE } from "./ranges.ts";

/** TURN-40: the public internet, other allocations of this server, and no way in any spelling to anything else. */
export class PublicPolicy implements PeerPolicy {
  readonly #settings: PublicSettings;
  readonly #find: FindAllocation;

  constructor(settings: PublicSettings, find: FindAllocation) {
    this.#settings = settings;
    this.#find = find;
  }

  refusal(allocation: Allocation, ip: IpAddress, port: number | undefined): Refusal | undefined {
    // Two people behind hard NATs meet on this server: it goes from allocation to allocation and never to a socket.
    const isRelayed = sameIp(ip, allocation.relayed.ip);
    if (isRelayed && (port === undefined || this.#find(port, allocation) !== undefined)) return undefined;
    return this.#refusalOfAddress(ip) ?? refusalOfPort(port);
  }

  isOutside(ip: IpAddress): boolean {
    return this.#refusalOfAddress(ip) === undefined;
  }

  /** What packets really reach, and what the packet says: neither may be forbidden. */
  #refusalOfAddress(ip: IpAddress): Refusal | undefined {
    return this.#refusalOf(canonicalAddress(ip)) ?? this.#refusalOf(ip);
  }

  #refusalOf(ip: IpAddress): Refusal | undefined {
    const { own, denied, allowed } = this.#settings;
    if (isInAny(ip, denied)) return "denied-range";
    if (isInAny(ip, allowed)) return undefined;
    if (own.some((address) => sameIp(address, ip))) return "own-address";
    return isInAny(ip, SPECIAL_PURPOSE) ? "special-purpose" : undefined;
  }
}

/** Whether a port is one that peers may have; undefined stands for a permission, which names none. */
function refusalOfPort(port: number | undefined): Refusal | undefined {
  return port !== undefined && port < LOWEST_PEER_PORT ? "low-port" : undefined;
}
