import type { Family } from "../stun/ip-address.ts";
import type { Allocation } from "./allocation.ts";

/** A real socket with a relayed address, of the public policy. */
export interface RelaySocket {
  /** @returns false when too much waits already */
  send(bytes: Buffer, start: number, end: number, address: string, port: number): boolean;
  close(): void;
}

/** Opens relay sockets; the core is told the result by `relayOpened` or `relayFailed`, later. */
export interface RelaySockets {
  open(allocation: Allocation, family: Family, port: number): void;
}
