import type { IpAddress } from "../../stun/ip-address.ts";
import type { Allocation } from "../allocation.ts";
import type { Refusal } from "../drops.ts";

/** The live allocation with that relayed port, of the family of the asking one. */
export type FindAllocation = (port: number, asking: Allocation) => Allocation | undefined;

/** Decides which peers an allocation may reach. */
export interface PeerPolicy {
  /**
   * Why a peer is refused; undefined when it is not. `port` is undefined for a permission, which covers all ports (RFC
   * 8656 section 9).
   */
  refusal(allocation: Allocation, ip: IpAddress, port: number | undefined): Refusal | undefined;
  /** Whether datagrams may leave this process to the address. */
  isOutside(ip: IpAddress): boolean;
}
