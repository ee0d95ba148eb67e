import { type IpAddress, sameIp } from "../../stun/ip-address.ts";
import type { Allocation } from "../allocation.ts";
import type { Refusal } from "../drops.ts";
import type { FindAllocation, PeerPolicy } from "./peer-policy.ts";

/** The letter of a seat that talks to itself. */
const TEST_SEAT = "t";

/**
 * TURN-30: an allocation reaches the live allocations of the other seat of its own call, after the call was admitted,
 * and nothing else. No datagram goes to an address that has not authenticated to this server.
 */
export class SameCallPolicy implements PeerPolicy {
  readonly #find: FindAllocation;

  constructor(find: FindAllocation) {
    this.#find = find;
  }

  refusal(allocation: Allocation, ip: IpAddress, port: number | undefined): Refusal | undefined {
    if (!allocation.call.admitted) return "not-admitted";
    // Every relayed address of a family is the same address.
    if (!sameIp(ip, allocation.relayed.ip)) return "not-the-other-seat";
    if (port !== undefined) {
      const other = this.#find(port, allocation);
      return other !== undefined && mayTalk(allocation, other) ? undefined : "not-the-other-seat";
    }
    for (const other of allocation.call.allocations) {
      if (other.family === allocation.family && mayTalk(allocation, other)) return undefined;
    }
    return "not-the-other-seat";
  }

  isOutside(): boolean {
    return false;
  }
}

/** Whether one may send to the other right now. Allocates nothing: asked for every packet. */
export function mayTalk(from: Allocation, to: Allocation): boolean {
  if (from.call !== to.call || !from.call.admitted || from === to) return false;
  if (from.state !== "live" || to.state !== "live") return false;
  return from.user.seat !== to.user.seat || from.user.seat === TEST_SEAT;
}
