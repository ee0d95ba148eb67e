import type { TurnCore } from "../protocol/core.ts";
import { MAX_DATAGRAM, MAX_FRAME } from "../protocol/limits.ts";
import { type Link, Path, type Payload } from "../protocol/path.ts";
import { StreamFramer } from "../stun/stream-framer.ts";
import type { ClientSocket } from "./client-socket.ts";
import type { Clock } from "./clock.ts";
import type { WriteBatch } from "./write-batch.ts";

/** A fifth of a second of the allowed rate: media that waits longer is worth nothing and is dropped. */
const MAX_WAITING_MEDIA = 128 * 1024;
/** Someone who asks and never reads the answers is disconnected. */
const MAX_WAITING = 256 * 1024;

/** One TCP or TLS connection of a client: one path. */
export class StreamConnection implements Link {
  readonly transport: "tcp" | "tls";
  readonly #socket: ClientSocket;
  readonly #batch: WriteBatch;

  /** `firstBytes` were read from the socket before, by whoever found out that it speaks TURN. */
  constructor(
    socket: ClientSocket,
    transport: "tcp" | "tls",
    firstBytes: Buffer,
    core: TurnCore,
    clock: Clock,
    batch: WriteBatch,
  ) {
    this.transport = transport;
    this.#batch = batch;
    this.#socket = socket;
    const path = new Path(this, socket.remoteAddress ?? "", socket.remotePort ?? 0);
    const framer = new StreamFramer(MAX_FRAME);
    const cut = (chunk: Buffer) => {
      const isKnown = framer.push(chunk, (bytes, start, end) =>
        core.receive(path, bytes, start, end, clock()),
      );
      if (!isKnown) socket.destroy();
    };
    const take = (chunk: Buffer) => {
      // A single message, as most are, goes out at once.
      if (chunk.length <= MAX_DATAGRAM) cut(chunk);
      else batch.during(() => cut(chunk));
    };
    core.pathOpened(path, clock());
    socket.on("close", () => core.pathClosed(path, clock()));
    if (socket.destroyed || path.port === 0) {
      socket.destroy();
      core.pathClosed(path, clock());
      return;
    }
    if (firstBytes.length > 0) take(firstBytes);
    socket.on("data", take);
  }

  send(_path: Path, bytes: Buffer, start: number, end: number, payload: Payload): boolean {
    const socket = this.#socket;
    if (socket.destroyed || !socket.writable) return false;
    if (socket.writableLength > (payload === "answer" ? MAX_WAITING : MAX_WAITING_MEDIA)) {
      if (payload === "answer") socket.destroy();
      return false;
    }
    this.#batch.join(socket);
    const part = bytes.subarray(start, end);
    // What is borrowed is used again by the core, while the socket keeps what it has not written yet.
    socket.write(payload === "borrowed-media" ? Buffer.from(part) : part);
    return true;
  }

  keep(): void {}

  forget(): void {}

  close(): void {
    this.#socket.destroy();
  }
}
