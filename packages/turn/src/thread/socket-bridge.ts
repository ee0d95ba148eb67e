import type { Socket } from "node:net";
import { takeOver } from "../node/client-socket.ts";
import { transportOf } from "../node/create-turn-server.ts";
import type { ToServer } from "./messages.ts";
import { type News, type NewsReader, Outbox, readNews } from "./outbox.ts";

/** Bytes of one connection that the server's thread has not read yet; beyond the socket is not read. */
const MAX_UNREAD = 256 * 1024;
/** Bytes that went out are reported in steps of this, so the server's thread sees its queue up to this much too long. */
const WRITTEN_STEP = 16 * 1024;

/** One connection that was handed over. */
class Bridged {
  readonly id: number;
  readonly socket: Socket;
  /** Sent to the server's thread and not read there. */
  unread = 0;
  readonly #outbox: Outbox;
  /** Given to the socket, and of that reported as written. */
  #given = 0;
  #reported = 0;

  constructor(id: number, socket: Socket, outbox: Outbox) {
    this.id = id;
    this.socket = socket;
    this.#outbox = outbox;
  }

  write(bytes: Buffer): void {
    const { socket } = this;
    if (!socket.writable) return;
    this.#given += bytes.length;
    // Only where something waits is the moment of writing another one than this.
    if (socket.writableLength > WRITTEN_STEP) socket.write(bytes, this.report);
    else socket.write(bytes);
  }

  report = (): void => {
    const written = this.#given - this.socket.writableLength;
    if (written - this.#reported < WRITTEN_STEP || this.socket.destroyed) return;
    this.#outbox.passed(this.id, written - this.#reported);
    this.#reported = written;
  };
}

/** The owner's end of the connections that were handed to the server's thread. */
export class SocketBridge implements NewsReader {
  readonly #post: (message: ToServer, moved: readonly ArrayBuffer[]) => void;
  readonly #outbox: Outbox;
  readonly #bridged = new Map<number, Bridged>();
  /** Those that were written to by the message that is being read. */
  readonly #corked = new Set<Bridged>();
  #nextId = 1;

  constructor(post: (message: ToServer, moved: readonly ArrayBuffer[]) => void) {
    this.#post = post;
    this.#outbox = new Outbox(post);
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
    const bridged = new Bridged(id, socket, this.#outbox);
    this.#bridged.set(id, bridged);
    this.#post({ kind: "hand-over", id, transport: transportOf(socket), address, port, firstBytes }, []);
    socket.on("data", (chunk) => this.#read(bridged, chunk));
    socket.on("drain", bridged.report);
    socket.once("close", () => {
      this.#bridged.delete(id);
      this.#outbox.ended(id);
    });
    socket.resume();
  }

  /** Does what the server's thread says. What one message has for one socket goes out together. */
  hear(news: News): void {
    readNews(news, this);
    for (const bridged of this.#corked) {
      bridged.socket.uncork();
      bridged.report();
    }
    this.#corked.clear();
  }

  destroyAll(): void {
    for (const { socket } of this.#bridged.values()) socket.destroy();
  }

  data(id: number, bytes: Buffer): void {
    const bridged = this.#bridged.get(id);
    if (bridged === undefined) return;
    if (!this.#corked.has(bridged)) {
      this.#corked.add(bridged);
      bridged.socket.cork();
    }
    bridged.write(bytes);
  }

  /** The server's thread has read so much. */
  passed(id: number, count: number): void {
    const bridged = this.#bridged.get(id);
    if (bridged === undefined) return;
    bridged.unread -= count;
    if (bridged.socket.isPaused() && bridged.unread <= MAX_UNREAD / 2) bridged.socket.resume();
  }

  ended(id: number): void {
    this.#bridged.get(id)?.socket.destroy();
  }

  #read(bridged: Bridged, chunk: Buffer): void {
    bridged.unread += chunk.length;
    if (bridged.unread > MAX_UNREAD) bridged.socket.pause();
    this.#outbox.data(bridged.id, chunk);
  }
}
