import { EventEmitter } from "node:events";
import type { ClientSocket } from "../node/client-socket.ts";
import type { Handover } from "./messages.ts";
import type { NewsReader, Outbox } from "./outbox.ts";

/** Bytes that were read are reported in steps of this. */
const READ_STEP = 16 * 1024;

/** The server's end of a connection whose socket lives in the owner's thread. */
class RemoteSocket extends EventEmitter implements ClientSocket {
  readonly remoteAddress: string;
  readonly remotePort: number;
  destroyed = false;
  /** What waits here, on the way, and in the socket over there. */
  writableLength = 0;
  readonly #id: number;
  readonly #outbox: Outbox;
  #unreported = 0;

  constructor({ id, address, port }: Handover, outbox: Outbox) {
    super();
    this.remoteAddress = address;
    this.remotePort = port;
    this.#id = id;
    this.#outbox = outbox;
  }

  get writable(): boolean {
    return !this.destroyed;
  }

  write(bytes: Uint8Array): void {
    if (this.destroyed) return;
    this.writableLength += bytes.length;
    this.#outbox.data(this.#id, bytes);
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#outbox.ended(this.#id);
  }

  // Everything of one turn goes over together anyway.
  cork(): void {}
  uncork(): void {}

  read(bytes: Buffer): void {
    if (this.destroyed) return;
    const { length } = bytes;
    this.emit("data", bytes);
    this.#unreported += length;
    if (this.#unreported < READ_STEP) return;
    this.#outbox.passed(this.#id, this.#unreported);
    this.#unreported = 0;
  }

  close(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

/** All connections that were handed to the server's thread. */
export class RemoteSockets implements NewsReader {
  readonly #outbox: Outbox;
  readonly #sockets = new Map<number, RemoteSocket>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  add(handover: Handover): RemoteSocket {
    const socket = new RemoteSocket(handover, this.#outbox);
    this.#sockets.set(handover.id, socket);
    return socket;
  }

  data(id: number, bytes: Buffer): void {
    this.#sockets.get(id)?.read(bytes);
  }

  /** The socket over there has written so much. */
  passed(id: number, count: number): void {
    const socket = this.#sockets.get(id);
    if (socket !== undefined) socket.writableLength -= count;
  }

  ended(id: number): void {
    this.#sockets.get(id)?.close();
    this.#sockets.delete(id);
  }
}
