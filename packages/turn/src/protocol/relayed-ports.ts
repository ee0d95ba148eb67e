import { randomBytes } from "node:crypto";
import type { Family } from "../stun/ip-address.ts";
import { Expirable, type ExpiryQueue } from "./expiry-queue.ts";
import { RESERVATION_LIFETIME } from "./limits.ts";
import { PortPool } from "./port-pool.ts";

/** A port kept for whoever shows the token (RFC 8656 section 7.2). */
class Reservation extends Expirable {
  readonly family: Family;
  readonly port: number;
  readonly #lapse: () => void;

  constructor(family: Family, port: number, lapse: () => void) {
    super();
    this.family = family;
    this.port = port;
    this.#lapse = lapse;
  }

  override expire(): void {
    this.#lapse();
  }
}

/** The relayed ports of both families and the reservations among them. */
export class RelayedPorts {
  readonly #pools: Record<Family, PortPool>;
  readonly #reservations = new Map<string, Reservation>();
  readonly #queue: ExpiryQueue;

  constructor(first: number, last: number, queue: ExpiryQueue) {
    this.#pools = { 4: new PortPool(first, last), 6: new PortPool(first, last) };
    this.#queue = queue;
  }

  /** How many are in use or reserved. */
  get taken(): number {
    return this.#pools[4].taken + this.#pools[6].taken;
  }

  take(family: Family, kind: "any" | "even" | "pair"): number | undefined {
    return this.#pools[family].take(kind);
  }

  release(family: Family, port: number): void {
    this.#pools[family].release(port);
  }

  /** Keeps a taken port for 30 s. @returns the token, 8 bytes */
  reserve(family: Family, port: number, now: number): Buffer {
    const token = randomBytes(8);
    const name = token.toString("latin1");
    const reservation = new Reservation(family, port, () => {
      this.#reservations.delete(name);
      this.release(family, port);
    });
    this.#reservations.set(name, reservation);
    this.#queue.schedule(reservation, now + RESERVATION_LIFETIME);
    return token;
  }

  /** The port a token stands for, taken; the token is used up. */
  redeem(token: Buffer): { readonly family: Family; readonly port: number } | undefined {
    const name = token.toString("latin1");
    const reservation = this.#reservations.get(name);
    if (reservation === undefined) return undefined;
    this.#reservations.delete(name);
    this.#queue.remove(reservation);
    return reservation;
  }
}
