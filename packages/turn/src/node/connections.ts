import { addressKey } from "../protocol/token-bucket.ts";
import { parseIp, unmapped } from "../stun/ip-address.ts";
import type { ClientSocket } from "./client-socket.ts";

/** Counts open TCP connections, in all and of one address (IPv4 /32, IPv6 /64), handshakes included. */
export class Connections {
  readonly #limit: number;
  readonly #limitPerAddress: number;
  readonly #open = new Set<ClientSocket>();
  readonly #byAddress = new Map<number | string, number>();

  constructor(limit: number, limitPerAddress: number) {
    this.#limit = limit;
    this.#limitPerAddress = limitPerAddress;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Counts the connection until it closes, or destroys it. @returns whether it may stay */
  admit(socket: ClientSocket): boolean {
    const ip = parseIp(socket.remoteAddress ?? "");
    const key = ip === undefined ? undefined : addressKey(unmapped(ip));
    const count = key === undefined ? this.#limitPerAddress : (this.#byAddress.get(key) ?? 0);
    if (key === undefined || count >= this.#limitPerAddress || this.#open.size >= this.#limit) {
      socket.on("error", () => undefined);
      socket.destroy();
      return false;
    }
    this.#open.add(socket);
    this.#byAddress.set(key, count + 1);
    socket.once("close", () => this.#release(socket, key));
    return true;
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #release(socket: ClientSocket, key: number | string): void {
    this.#open.delete(socket);
    const count = (this.#byAddress.get(key) ?? 1) - 1;
    if (count === 0) this.#byAddress.delete(key);
    else this.#byAddress.set(key, count);
  }
}
