import type { Socket } from "node:net";

/** What a connection needs of its socket, which is one of node:net or node:tls, or lives in another thread. */
export interface ClientSocket {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly destroyed: boolean;
  readonly writable: boolean;
  /** Bytes that were written here and that the system has not taken yet. */
  readonly writableLength: number;
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  on(event: "close" | "error", listener: () => void): unknown;
  once(event: "close", listener: () => void): unknown;
  /** The bytes may not be changed any more. */
  write(bytes: Uint8Array): unknown;
  /** Holds back what is written until `uncork`, to send it together. */
  cork(): void;
  uncork(): void;
  destroy(): unknown;
}

/** Makes a socket, whoever accepted it, behave as media needs it. */
export function takeOver(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setTimeout(0);
  socket.on("error", () => socket.destroy());
  // HTTP servers accept sockets that stay half open when the client ends.
  socket.on("end", () => socket.end());
}
