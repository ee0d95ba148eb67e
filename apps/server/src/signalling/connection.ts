import { randomBytes } from "node:crypto";
import type { ServerEventName, ServerPayload } from "@onecall/protocol";
import type { Socket } from "socket.io";
import type { Config } from "../config/schema.ts";
import { TokenBucket } from "../limits/token-bucket.ts";
import type { Answer } from "../rooms/step.ts";
import type { Reached } from "../turn/reached.ts";
import { encodeAck, encodeEvent, encodeTextFrame } from "./packets.ts";

/** Who a connection proved to be. */
export interface Member {
  readonly roomId: string;
  readonly role: "host" | "guest";
  /** Raw public key, base64url. */
  readonly key: string;
}

/** Where a connection is in its life. */
export type Phase =
  /** Said hello, has to join. */
  | { readonly name: "new" }
  | { readonly name: "joined"; readonly member: Member }
  /** Closed or being closed; `member` is set until the room knows. */
  | { readonly name: "over"; readonly member: Member | undefined };

/** The other seat's connection, for frames that need no look at the room. */
export interface Partner {
  readonly to: Connection;
  /** Handle the sender has to name: the guest's, from the host only. */
  readonly p: number | undefined;
  /** The packet up to the opaque text. */
  readonly head: string;
}

/** Protocol violations after which a connection is closed. */
const STRIKES = 5;
/** Rate refusals within this time, ms, after which a connection is closed. */
const RATE_WINDOW = 60_000;
const RATE_REFUSALS = 3;

let opened = 0;

/** One device's socket: its phase, its limits, and its events in order. */
export class Connection {
  readonly id: string;
  /** Higher than that of every connection opened before. */
  readonly serial = ++opened;
  /** For limits: see ClientAddress. */
  readonly address: string;
  /** Host header of the handshake. */
  readonly host: string | undefined;
  /** How the device found this server; undefined when its handshake does not tell. */
  readonly reached: Reached | undefined;
  /** Of `hello`; 16 bytes that only this connection's join is signed over. */
  readonly nonce = randomBytes(16);
  readonly events: TokenBucket;
  readonly frameBytes: TokenBucket;
  readonly counts = { frames: 0, dropped: 0, refused: 0 };
  phase: Phase = { name: "new" };
  partner: Partner | undefined;
  readonly #socket: Socket;
  #strikes = 0;
  #rateRefusals: number[] = [];
  #jobs: Promise<void> | undefined;

  constructor(socket: Socket, address: string, reached: Reached | undefined, config: Config) {
    this.id = socket.id;
    this.#socket = socket;
    this.address = address;
    this.reached = reached;
    this.host = socket.handshake.headers.host;
    const now = performance.now();
    this.events = new TokenBucket(config.limitFrames, now);
    this.frameBytes = new TokenBucket(config.limitFrameBytes, now);
  }

  get isOver(): boolean {
    return this.phase.name === "over";
  }

  get member(): Member | undefined {
    return this.phase.name === "new" ? undefined : this.phase.member;
  }

  send<E extends ServerEventName>(event: E, payload: ServerPayload<E> & object): void {
    this.write(encodeEvent(event, payload));
  }

  /** Sends a whole Socket.IO packet, ASCII only, as it is; in two parts where joining them would copy. */
  write(head: string, rest = ""): void {
    // Engine.IO sends the bytes as they are over WebSocket, in one system call; over long-polling it sends the text.
    const options = { compress: false, wsPreEncodedFrame: [encodeTextFrame(head, rest)] };
    this.#socket.conn.write(head + rest, options);
  }

  /**
   * Runs jobs one after the other, so that what a device sends right behind an event that takes time finds its effect.
   * Without one running, a job runs at once.
   */
  inOrder(job: () => Promise<void> | undefined): void {
    this.#jobs = this.#jobs ? this.#jobs.then(job) : job();
    const last = this.#jobs;
    void last?.finally(() => {
      if (this.#jobs === last) this.#jobs = undefined;
    });
  }

  /** Answers an event, by its acknowledgement if the device asked for one (`id`); counts refusals. */
  answer(id: number | undefined, answer: Answer): void {
    if ("ok" in answer) {
      if (id !== undefined) this.write(encodeAck(id, answer));
      return;
    }
    const { strike, ...refusal } = answer;
    this.counts.refused += 1;
    if (id === undefined) this.send("err", refusal);
    else this.write(encodeAck(id, refusal));
    if (strike) this.#strikes += 1;
    if (this.#strikes >= STRIKES || (refusal.err === "rate" && this.#isRateAbused())) this.close();
  }

  /** Disconnects; the room learns of it by the end of the connection. */
  close(): void {
    if (this.phase.name !== "over") this.phase = { name: "over", member: this.member };
    this.partner = undefined;
    this.#socket.disconnect(true);
  }

  #isRateAbused(): boolean {
    const now = performance.now();
    this.#rateRefusals = [...this.#rateRefusals.filter((at) => now - at < RATE_WINDOW), now];
    return this.#rateRefusals.length >= RATE_REFUSALS;
  }
}
