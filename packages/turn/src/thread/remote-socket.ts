import { EventEmitter } from "node:events";
import type { ClientSocket } from "../node/client-socket.ts";
import type { Handover, ToOwnerNews, ToServerNews } from "./messages.ts";
import { Outbox } from "./outbox.ts";

/** Bytes that were read are reported in steps of this. */
const TAKEN_STEP = 16 * 1024;

/** The server's end of a connection whose socket lives in the owner's thread. */
class RemoteSocket extends EventEmitter implements ClientSocket {
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  destroyed = false;
  /** What waits here, on the way, and in the socket over there. */
  writableLength = 0;
  readonly #lines: RemoteSockets;
  #pieces: Uint8Array[] = [];
  #taken = 0;

  constructor({ id, address, port }: Handover, lines: RemoteSockets) {
    super();
    this.id = id;
    this.remoteAddress = address;
    this.remotePort = port;
    this.#lines = lines;
  }

  get writable(): boolean {
    return !this.destroyed;
  }

  write(bytes: Uint8Array): void {
    if (this.destroyed) return;
    if (this.#pieces.length === 0) this.#lines.wrote(this);
    this.#pieces.push(bytes);
    this.writableLength += bytes.length;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#pieces = [];
    this.#lines.outbox.push({ id: this.id, kind: "destroy" });
  }

  /** What was written in this turn, in one piece of memory. */
  takeWritten(): Uint8Array<ArrayBuffer> | undefined {
    const pieces = this.#pieces;
    if (pieces.length === 0) return undefined;
    this.#pieces = [];
    let length = 0;
    for (const piece of pieces) length += piece.length;
    const whole = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  hear(news: ToServerNews): void {
    switch (news.kind) {
      case "data":
        if (!this.destroyed) this.#read(news.bytes);
        return;
      case "written":
        this.writableLength -= news.count;
        return;
      case "closed":
        this.destroyed = true;
        this.emit("close");
    }
  }

  #read({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): void {
    this.emit("data", Buffer.from(buffer, byteOffset, length));
    this.#taken += length;
    if (this.#taken < TAKEN_STEP) return;
    this.#lines.outbox.push({ id: this.id, kind: "taken", count: this.#taken });
    this.#taken = 0;
  }
}

/** All connections that were handed to the server's thread. */
export class RemoteSockets {
  readonly outbox: Outbox<ToOwnerNews>;
  readonly #sockets = new Map<number, RemoteSocket>();
  #written: RemoteSocket[] = [];

  constructor(post: (news: readonly ToOwnerNews[], transfer: readonly ArrayBuffer[]) => void) {
    this.outbox = new Outbox(post, () => this.#collect());
  }

  add(handover: Handover): RemoteSocket {
    const socket = new RemoteSocket(handover, this);
    this.#sockets.set(handover.id, socket);
    return socket;
  }

  hear(all: readonly ToServerNews[]): void {
    for (const news of all) {
      this.#sockets.get(news.id)?.hear(news);
      if (news.kind === "closed") this.#sockets.delete(news.id);
    }
  }

  /** A socket has something for the end of the turn. */
  wrote(socket: RemoteSocket): void {
    this.#written.push(socket);
    this.outbox.schedule();
  }

  #collect(): void {
    const written = this.#written;
    this.#written = [];
    for (const socket of written) {
      const bytes = socket.takeWritten();
      if (bytes !== undefined) this.outbox.push({ id: socket.id, kind: "data", bytes }, bytes.buffer);
    }
  }
}
