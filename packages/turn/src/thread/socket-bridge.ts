import type { Socket } from "node:net";
import { takeOver } from "../node/client-socket.ts";
import { transportOf } from "../node/create-turn-server.ts";
import type { ToOwnerNews, ToServer, ToServerNews } from "./messages.ts";
import { Outbox } from "./outbox.ts";

/** Bytes of one connection that the server's thread has not taken yet; beyond the socket is not read. */
const MAX_UNTAKEN = 256 * 1024;
/** Bytes that went out are reported in steps of this, so the server's thread sees its queue up to this much too long. */
const WRITTEN_STEP = 16 * 1024;

interface Bridged {
  readonly socket: Socket;
  untaken: number;
  written: number;
}

/** The owner's end of the connections that were handed to the server's thread. */
export class SocketBridge {
  readonly #post: (message: ToServer, transfer: readonly ArrayBuffer[]) => void;
  readonly #outbox: Outbox<ToServerNews>;
  readonly #bridged = new Map<number, Bridged>();
  #nextId = 1;

  constructor(post: (message: ToServer, transfer: readonly ArrayBuffer[]) => void) {
    this.#post = post;
    this.#outbox = new Outbox((news, transfer) => post({ kind: "news", news }, transfer));
  }

  /** The socket's addresses are read now, so the owner may have put others there. */
  handOver(socket: Socket, firstBytes: Uint8Array): void {
    takeOver(socket);
    const { remoteAddress: address, remotePort: port } = socket;
    if (socket.destroyed || address === undefined || port === undefined) {
      socket.destroy();
      return;
    }
    const id = this.#nextId++;
    const bridged = { socket, untaken: 0, written: 0 };
    this.#bridged.set(id, bridged);
    this.#post({ kind: "hand-over", id, transport: transportOf(socket), address, port, firstBytes }, []);
    socket.on("data", (chunk) => this.#read(id, bridged, chunk));
    socket.once("close", () => {
      this.#bridged.delete(id);
      this.#outbox.push({ id, kind: "closed" });
    });
    socket.resume();
  }

  hear(all: readonly ToOwnerNews[]): void {
    for (const news of all) {
      const bridged = this.#bridged.get(news.id);
      if (bridged !== undefined) this.#hear(news, bridged);
    }
  }

  destroyAll(): void {
    for (const { socket } of this.#bridged.values()) socket.destroy();
  }

  #hear(news: ToOwnerNews, bridged: Bridged): void {
    const { socket } = bridged;
    switch (news.kind) {
      case "data":
        if (socket.writable) socket.write(news.bytes, () => this.#wrote(news.id, bridged, news.bytes.length));
        return;
      case "taken":
        bridged.untaken -= news.count;
        if (socket.isPaused() && bridged.untaken <= MAX_UNTAKEN / 2) socket.resume();
        return;
      case "destroy":
        socket.destroy();
    }
  }

  #read(id: number, bridged: Bridged, chunk: Buffer): void {
    const bytes = whole(chunk);
    bridged.untaken += bytes.length;
    if (bridged.untaken > MAX_UNTAKEN) bridged.socket.pause();
    this.#outbox.push({ id, kind: "data", bytes }, bytes.buffer);
  }

  #wrote(id: number, bridged: Bridged, length: number): void {
    bridged.written += length;
    if (bridged.written < WRITTEN_STEP || !this.#bridged.has(id)) return;
    this.#outbox.push({ id, kind: "written", count: bridged.written });
    bridged.written = 0;
  }
}

/** The chunk in memory that it has for itself: sockets read so, while what was put back into one may be part of a pool. */
function whole(chunk: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = chunk;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(chunk);
}
