import { randomBytes } from "node:crypto";
import { startsChannelData } from "../stun/channel-data.ts";
import { CLASS } from "../stun/header.ts";
import type { Family, IpAddress } from "../stun/ip-address.ts";
import type { StunMessage } from "../stun/message.ts";
import { readMessage } from "../stun/message-reader.ts";
import { MessageWriter } from "../stun/message-writer.ts";
import { TurnClientError } from "./errors.ts";
import { resolveHost } from "./resolve-host.ts";
import type { ServerUrl } from "./server-url.ts";
import { type Authority, openStreamWire } from "./stream-wire.ts";
import { Transaction } from "./transaction.ts";
import { openUdpWire } from "./udp-wire.ts";
import type { Wire, WireListener } from "./wire.ts";

/** For each step: finding the name, connecting, every request. Milliseconds. */
const DEFAULT_TIMEOUT = 5000;

export interface ConnectOptions {
  /** Milliseconds for each step: finding the name, connecting (TLS included), every request. Default 5,000. */
  readonly timeout?: number | undefined;
  /** Only addresses of this family. Default: what the system prefers. */
  readonly family?: Family | undefined;
  /** Goes there instead of looking the name up; the certificate is checked against the name all the same. */
  readonly address?: IpAddress | undefined;
  /** PEM of an authority that is trusted besides those of the system. */
  readonly ca?: Authority | undefined;
}

/** Takes what comes without having been asked for, and hears when nothing will come any more. */
export interface DataListener {
  indication(message: StunMessage): void;
  channelData(bytes: Buffer): void;
  ended(error: TurnClientError): void;
}

/** Room for name, realm and nonce at their longest (RFC 8489 sections 14.3, 14.9, 14.10), bytes. */
const LONGEST_REQUEST = 4096;

/** Adds the attributes of a request. */
export type Fill = (writer: MessageWriter) => void;

/**
 * Opens a way to a STUN or TURN server. Close it when done.
 *
 * @throws TurnClientError, as a rejection; then nothing is left open
 */
export async function connectTo(server: ServerUrl, options: ConnectOptions = {}): Promise<Connection> {
  const { timeout = DEFAULT_TIMEOUT, family, ca } = options;
  const [found] = options.address ? [options.address] : await resolveHost(server.host, family, timeout);
  if (found === undefined) throw new TurnClientError("name-not-found");
  const connection = new Connection(found, timeout);
  const wire =
    server.transport === "udp"
      ? await openUdpWire(found, server.port, connection.listener)
      : await openStreamWire(server, found, connection.listener, { timeout, ca });
  connection.use(wire);
  return connection;
}

/** An open way to one server, with the requests that are on it. Made by {@link connectTo}. */
export class Connection {
  /** Where the server was found. */
  readonly ip: IpAddress;
  /** Milliseconds each request may take. */
  readonly timeout: number;
  readonly listener: WireListener = {
    received: (bytes) => this.#receive(bytes),
    failed: (error) => this.#fail(error),
  };
  /** Who takes data of peers. */
  data: DataListener | undefined;
  #wire: Wire | undefined;
  #failure: TurnClientError | undefined;
  readonly #pending = new Map<string, Transaction>();

  constructor(ip: IpAddress, timeout: number) {
    this.ip = ip;
    this.timeout = timeout;
  }

  use(wire: Wire): void {
    this.#wire = wire;
  }

  /** Whether nothing needs to be sent again: TCP and TLS. */
  get isReliable(): boolean {
    return this.#wire?.isReliable ?? false;
  }

  /**
   * Sends a request and waits for its answer, success or error. `accepts` says whether the answer may be believed.
   *
   * @throws TurnClientError timeout, refused, unreachable, closed, not-stun, answer-unsigned
   */
  async request(method: number, fill: Fill, accepts: (answer: StunMessage) => boolean): Promise<StunMessage> {
    if (this.#failure !== undefined || this.#wire === undefined) {
      throw this.#failure ?? new TurnClientError("closed");
    }
    const id = randomBytes(12);
    const writer = new MessageWriter(method, CLASS.request, id, LONGEST_REQUEST);
    fill(writer);
    const key = id.toString("hex");
    const transaction = new Transaction(this.#wire, writer.finish(), this.timeout, accepts);
    this.#pending.set(key, transaction);
    try {
      return await transaction.answer;
    } finally {
      this.#pending.delete(key);
    }
  }

  /** Sends bytes that nobody answers. */
  send(bytes: Buffer): void {
    this.#wire?.send(bytes);
  }

  /** Frees the socket; requests that are on their way fail with `closed`. More than once is fine. */
  close(): void {
    this.#wire?.close();
    this.#fail(new TurnClientError("closed"));
  }

  #fail(error: TurnClientError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.data?.ended(error);
    for (const transaction of this.#pending.values()) transaction.fail(error);
  }

  #receive(bytes: Buffer): void {
    if (this.data !== undefined && startsChannelData(bytes[0] ?? 0)) {
      this.data.channelData(bytes);
      return;
    }
    const message = readMessage(bytes);
    if (typeof message === "string") {
      for (const transaction of this.#pending.values()) transaction.doubt("not-stun");
    } else if (message.messageClass === CLASS.indication) {
      this.data?.indication(message);
    } else if (message.messageClass !== CLASS.request) {
      this.#pending.get(message.transactionId.toString("hex"))?.take(message);
    }
  }
}
