import type { IpAddress } from "../stun/ip-address.ts";
import type { Allocation } from "./allocation.ts";
import { Calls } from "./call.ts";
import type { ExpiryQueue } from "./expiry-queue.ts";
import { ANSWER_MEMORY } from "./limits.ts";
import type { CloseReason, Counters } from "./metrics.ts";
import type { Path } from "./path.ts";
import type { RelayedPorts } from "./relayed-ports.ts";
import type { CoreSettings } from "./settings.ts";
import { addressKey } from "./token-bucket.ts";

/** All allocations: found by their relayed port, counted by call, gone when their time is over. */
export class Registry {
  readonly calls: Calls;
  readonly ports: RelayedPorts;
  readonly #settings: CoreSettings;
  readonly #queue: ExpiryQueue;
  readonly #counters: Counters;
  readonly #byPort4 = new Map<number, Allocation>();
  readonly #byPort6 = new Map<number, Allocation>();
  /** Allocations of each client address. */
  readonly #byAddress = new Map<number | string, number>();
  #count = 0;

  constructor(settings: CoreSettings, queue: ExpiryQueue, counters: Counters, ports: RelayedPorts) {
    this.#settings = settings;
    this.#queue = queue;
    this.#counters = counters;
    this.ports = ports;
    this.calls = new Calls(
      settings.observer,
      settings.policy.kind === "same-call" && settings.policy.admits === "all",
    );
  }

  /** Allocations that are there or opening. */
  get size(): number {
    return this.#count;
  }

  /** The live allocation with that relayed port, of the family of the asking one. Allocates nothing. */
  find = (port: number, asking: Allocation): Allocation | undefined =>
    (asking.relayed.ip.family === 4 ? this.#byPort4 : this.#byPort6).get(port);

  /** Live and opening allocations of one seat. */
  countOf(callTag: string, seat: string): number {
    let count = 0;
    for (const { user } of this.calls.get(callTag)?.allocations ?? []) if (user.seat === seat) count++;
    return count;
  }

  /** Live and opening allocations of one client address. */
  countFrom(ip: IpAddress): number {
    return this.#byAddress.get(addressKey(ip)) ?? 0;
  }

  /** An allocation that waits for its socket already counts. */
  add(allocation: Allocation): void {
    this.#count++;
    this.#byAddress.set(addressKey(allocation.path.ip), this.countFrom(allocation.path.ip) + 1);
    allocation.call.allocations.add(allocation);
    const { path } = allocation;
    path.allocation = allocation;
    path.link.keep(path);
    this.#queue.remove(path);
  }

  /** From now on it relays. `expiresAt` in milliseconds. */
  goLive(allocation: Allocation, expiresAt: number): void {
    const { path, call, user } = allocation;
    allocation.state = "live";
    this.#byPort(allocation).set(allocation.relayed.port, allocation);
    this.#queue.schedule(allocation, expiresAt);
    path.farewell = undefined;
    this.#counters.allocationsOpened++;
    this.#settings.observer.allocationOpened?.({
      callTag: call.tag,
      seat: user.seat,
      transport: path.link.transport,
    });
  }

  prolong(allocation: Allocation, expiresAt: number): void {
    this.#queue.schedule(allocation, expiresAt);
  }

  /** Ends the allocation; its path keeps what `farewell` says, over TCP it gets some time for a new one. */
  free(allocation: Allocation, reason: CloseReason, now: number): void {
    if (allocation.state === "freed") return;
    const wasLive = allocation.state === "live";
    allocation.state = "freed";
    this.#count--;
    this.#forgetAddress(allocation.path.ip);
    this.#queue.remove(allocation);
    this.#byPort(allocation).delete(allocation.relayed.port);
    this.ports.release(allocation.family, allocation.relayed.port);
    allocation.socket?.close();
    allocation.call.allocations.delete(allocation);
    allocation.path.allocation = undefined;
    if (wasLive) this.#report(allocation, reason, now);
    this.calls.settle(allocation.call);
    this.#leave(allocation.path, now);
  }

  #forgetAddress(ip: IpAddress): void {
    const left = this.countFrom(ip) - 1;
    if (left > 0) this.#byAddress.set(addressKey(ip), left);
    else this.#byAddress.delete(addressKey(ip));
  }

  #leave(path: Path, now: number): void {
    if (path.link.transport !== "udp") {
      this.#queue.schedule(path, now + this.#settings.limits.startSeconds * 1000);
    } else if (path.farewell === undefined) {
      path.link.forget(path);
    } else {
      this.#queue.schedule(path, now + ANSWER_MEMORY);
    }
  }

  #byPort(allocation: Allocation): Map<number, Allocation> {
    return allocation.family === 4 ? this.#byPort4 : this.#byPort6;
  }

  #report(allocation: Allocation, reason: CloseReason, now: number): void {
    const { call, user, path, packetsUp, bytesUp, packetsDown, bytesDown } = allocation;
    this.#settings.observer.allocationClosed?.({
      callTag: call.tag,
      seat: user.seat,
      transport: path.link.transport,
      family: allocation.family,
      reason,
      lifetimeMs: now - allocation.createdAt,
      packetsUp,
      bytesUp,
      packetsDown,
      bytesDown,
    });
  }
}
