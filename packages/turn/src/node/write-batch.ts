import type { ClientSocket } from "./client-socket.ts";

/**
 * Sends together what one piece of a stream brought for each connection: one system call, and over TLS one record, instead
 * of one a packet.
 */
export class WriteBatch {
  readonly #corked = new Set<ClientSocket>();
  #isOpen = false;

  /** While `work` is done, the connections that are written to hold back. Does not nest. */
  during(work: () => void): void {
    this.#isOpen = true;
    try {
      work();
    } finally {
      this.#isOpen = false;
      for (const socket of this.#corked) socket.uncork();
      this.#corked.clear();
    }
  }

  /** To be called before every write. */
  join(socket: ClientSocket): void {
    if (!this.#isOpen || this.#corked.has(socket)) return;
    this.#corked.add(socket);
    socket.cork();
  }
}
