import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  addIntegrity,
  CHANNEL_NUMBER,
  CLASS,
  DATA,
  type Family,
  longTermKey,
  METHOD,
  MessageWriter,
  NONCE,
  REALM,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  StreamFramer,
  type StunMessage,
  type TransportAddress,
  USERHASH,
  USERNAME,
  userhash,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from "../src/stun/index.ts";
import { parse, REALM_NAME, value } from "./harness.ts";

/** Ends what a test started, last first. */
export class Running {
  readonly #ends: (() => unknown)[] = [];

  add<T extends { close(): unknown }>(one: T): T {
    this.#ends.push(() => one.close());
    return one;
  }

  onEnd(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Ends all but the first `kept`. */
  async end(kept = 0): Promise<void> {
    for (const end of this.#ends.splice(kept).reverse()) await end();
  }
}

/** Sends whole messages and waits for whole messages, over any transport. */
export class Wire {
  readonly send: (bytes: Buffer) => void;
  readonly #messages: Buffer[] = [];
  #arrived: () => void = () => undefined;

  constructor(send: (bytes: Buffer) => void) {
    this.send = send;
  }

  push(bytes: Buffer): void {
    this.#messages.push(Buffer.from(bytes));
    this.#arrived();
  }

  async next(): Promise<Buffer> {
    while (this.#messages.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#messages.shift() ?? Buffer.alloc(0);
  }
}

async function udpWire(running: Running, host: string, port: number): Promise<Wire> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  running.onEnd(() => socket.close());
  const wire = new Wire((bytes) => socket.send(bytes, port, host));
  socket.on("message", (bytes) => wire.push(bytes));
  return wire;
}

export async function streamWire(running: Running, socket: Socket, ready: string): Promise<Wire> {
  running.onEnd(() => socket.destroy());
  socket.on("error", () => undefined);
  const framer = new StreamFramer(4096);
  const wire = new Wire((bytes) => socket.write(bytes));
  socket.on("data", (chunk) => framer.push(chunk, (bytes, from, to) => wire.push(bytes.subarray(from, to))));
  await once(socket, ready);
  return wire;
}

interface Place {
  readonly transport: "udp" | "tcp" | "tls";
  readonly host: string;
  readonly port: number;
}

/** Connects to a listener of a server. */
export function open(running: Running, place: Place | undefined): Promise<Wire> {
  if (place === undefined) throw new Error("no such listener");
  const { transport, host, port } = place;
  if (transport === "udp") return udpWire(running, host, port);
  if (transport === "tcp") return streamWire(running, connectTcp(port, host), "connect");
  return streamWire(running, connectTls({ port, host, rejectUnauthorized: false }), "secureConnect");
}

/** A client that allocates and sends over a wire. */
export class Client {
  readonly #wire: Wire;
  readonly #username: string;
  /** Whether it hides its name (RFC 8489 section 14.4). */
  readonly #isHidden: boolean;
  readonly #key: Buffer;
  #nonce = "";

  constructor(wire: Wire, { username, password }: { username: string; password: string }, isHidden = false) {
    this.#wire = wire;
    this.#username = username;
    this.#isHidden = isHidden;
    this.#key = longTermKey(1, username, REALM_NAME, password);
  }

  async request(method: number, add: (writer: MessageWriter) => void): Promise<StunMessage> {
    const writer = new MessageWriter(method, CLASS.request, randomBytes(12));
    add(writer);
    if (this.#nonce !== "") {
      if (this.#isHidden) writer.add(USERHASH, userhash(this.#username, REALM_NAME));
      else writer.add(USERNAME, this.#username);
      writer.add(REALM, REALM_NAME).add(NONCE, this.#nonce);
      addIntegrity(writer, "sha1", this.#key);
    }
    this.#wire.send(writer.finish());
    return parse(await this.#wire.next());
  }

  async allocate(family: Family = 4): Promise<StunMessage> {
    const udp = (writer: MessageWriter) => {
      writer.add(REQUESTED_TRANSPORT, 17);
      if (family === 6) writer.add(REQUESTED_ADDRESS_FAMILY, 2);
    };
    this.#nonce = value(await this.request(METHOD.allocate, udp), NONCE);
    return this.request(METHOD.allocate, udp);
  }

  permit(peer: StunMessage | TransportAddress): Promise<StunMessage> {
    return this.request(METHOD.createPermission, (writer) => writer.add(XOR_PEER_ADDRESS, addressOf(peer)));
  }

  bind(number: number, peer: TransportAddress): Promise<StunMessage> {
    return this.request(METHOD.channelBind, (writer) =>
      writer.add(CHANNEL_NUMBER, number).add(XOR_PEER_ADDRESS, peer),
    );
  }

  send(peer: StunMessage | TransportAddress, data: Buffer): void {
    const writer = new MessageWriter(METHOD.send, CLASS.indication, randomBytes(12), 2048);
    writer.add(XOR_PEER_ADDRESS, addressOf(peer)).add(DATA, data);
    this.#wire.send(writer.finish());
  }

  async data(): Promise<Buffer> {
    return value(parse(await this.#wire.next()), DATA);
  }
}

/** An address, or the relayed one in the answer to an Allocate. */
function addressOf(peer: StunMessage | TransportAddress): TransportAddress {
  return "ip" in peer ? peer : value(peer, XOR_RELAYED_ADDRESS);
}
