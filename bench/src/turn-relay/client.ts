import { createHmac, randomBytes } from "node:crypto";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  type Attribute,
  addIntegrity,
  CHANNEL_NUMBER,
  CLASS,
  ERROR_CODE,
  LIFETIME,
  longTermKey,
  MALFORMED,
  METHOD,
  MessageWriter,
  NONCE,
  REALM,
  REQUESTED_TRANSPORT,
  readMessage,
  StreamFramer,
  type StunMessage,
  type TransportAddress,
  USERNAME,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from "@onecall/turn/stun";
import type { Transport } from "./servers.ts";
import { HOST, REALM as REALM_NAME, SECRET } from "./setting.ts";

/** The channel that every client binds. */
export const CHANNEL = 0x4000;

/** One end of a relayed call. */
export class Client {
  readonly #port: number;
  readonly #username: string;
  readonly #key: Buffer;
  #udp: UdpSocket | undefined;
  /** Over TCP and TLS: media is written to it and read from it by whoever measures. */
  #stream: Socket | undefined;
  #nonce = "";
  #answered: (answer: StunMessage) => void = () => undefined;
  #localPort = 0;
  #relayed: TransportAddress | undefined;

  private constructor(port: number, tag: string, seat: "h" | "g") {
    this.#port = port;
    this.#username = `${Math.floor(Date.now() / 1000) + 3600}:${tag}.${seat}`;
    const password = createHmac("sha1", SECRET).update(this.#username).digest("base64");
    this.#key = longTermKey(1, this.#username, REALM_NAME, password);
  }

  /** Connects and allocates. */
  static async open(transport: Transport, port: number, tag: string, seat: "h" | "g"): Promise<Client> {
    const client = new Client(port, tag, seat);
    await (transport === "udp" ? client.#openUdp() : client.#openStream(transport));
    await client.#allocate();
    return client;
  }

  get localPort(): number {
    return this.#localPort;
  }

  get stream(): Socket {
    if (this.#stream === undefined) throw new Error("This client speaks UDP.");
    return this.#stream;
  }

  get relayed(): TransportAddress {
    if (this.#relayed === undefined) throw new Error("This client has no allocation.");
    return this.#relayed;
  }

  bind(peer: TransportAddress): Promise<StunMessage> {
    return this.#request(METHOD.channelBind, (writer) =>
      writer.add(CHANNEL_NUMBER, CHANNEL).add(XOR_PEER_ADDRESS, peer),
    );
  }

  permit(peer: TransportAddress): Promise<StunMessage> {
    return this.#request(METHOD.createPermission, (writer) => writer.add(XOR_PEER_ADDRESS, peer));
  }

  /** Leaves the local port to the program that sends the load. */
  async lend(): Promise<void> {
    const socket = this.#udp;
    if (socket === undefined) return;
    this.#udp = undefined;
    const closed = once(socket, "close");
    socket.close();
    await closed;
  }

  /** Frees the allocation and ends. */
  async close(): Promise<void> {
    if (this.#stream !== undefined) {
      this.#stream.destroy();
      return;
    }
    if (this.#udp === undefined) await this.#openUdp(this.#localPort);
    await this.#request(METHOD.refresh, (writer) => writer.add(LIFETIME, 0));
    await this.lend();
  }

  /** Takes what comes that is no media. */
  receive(bytes: Buffer): void {
    const message = readMessage(Buffer.from(bytes));
    if (typeof message === "string") throw new Error(`The server sent a message that is ${message}.`);
    if (message.messageClass === CLASS.success || message.messageClass === CLASS.error)
      this.#answered(message);
  }

  async #openUdp(localPort = nextLocalPort()): Promise<void> {
    const socket = createSocket({ type: "udp4", lookup: (address, _, done) => done(null, address, 4) });
    // Without a name to look up it listens before bind returns.
    const listening = once(socket, "listening");
    socket.bind(localPort, HOST);
    await listening;
    socket.on("message", (bytes) => {
      if ((bytes[0] ?? 0) < 4) this.receive(bytes);
    });
    this.#udp = socket;
    this.#localPort = socket.address().port;
  }

  async #openStream(transport: "tcp" | "tls"): Promise<void> {
    const place = { port: this.#port, host: HOST };
    const socket =
      transport === "tcp" ? connectTcp(place) : connectTls({ ...place, rejectUnauthorized: false });
    await once(socket, transport === "tcp" ? "connect" : "secureConnect");
    socket.setNoDelay(true);
    const framer = new StreamFramer(2048);
    socket.on("data", (chunk) =>
      framer.push(chunk, (bytes, start, end) => {
        if ((bytes[start] ?? 0) < 4) this.receive(bytes.subarray(start, end));
      }),
    );
    this.#stream = socket;
  }

  async #allocate(): Promise<void> {
    const udp = (writer: MessageWriter) => writer.add(REQUESTED_TRANSPORT, 17);
    this.#nonce = read(await this.#ask(METHOD.allocate, udp), NONCE);
    this.#relayed = read(await this.#request(METHOD.allocate, udp), XOR_RELAYED_ADDRESS);
  }

  async #request(method: number, add: (writer: MessageWriter) => void): Promise<StunMessage> {
    const answer = await this.#ask(method, add);
    if (answer.messageClass === CLASS.success) return answer;
    throw new Error(`The server refused method ${method} with ${read(answer, ERROR_CODE).code}.`);
  }

  #ask(method: number, add: (writer: MessageWriter) => void): Promise<StunMessage> {
    const writer = new MessageWriter(method, CLASS.request, randomBytes(12));
    add(writer);
    if (this.#nonce !== "") {
      writer.add(USERNAME, this.#username).add(REALM, REALM_NAME).add(NONCE, this.#nonce);
      addIntegrity(writer, "sha1", this.#key);
    }
    const bytes = writer.finish();
    return new Promise((resolve) => {
      this.#answered = resolve;
      if (this.#stream !== undefined) this.#stream.write(bytes);
      else this.#udp?.send(bytes, this.#port, HOST);
    });
  }
}

/** Apart from the ports that the system gives out: one that was lent still has its allocation. */
const LOCAL_PORTS = { first: 20_100, last: 32_700 };
let lastLocalPort = LOCAL_PORTS.first;

function nextLocalPort(): number {
  lastLocalPort = lastLocalPort >= LOCAL_PORTS.last ? LOCAL_PORTS.first : lastLocalPort + 1;
  return lastLocalPort;
}

function read<T>(message: StunMessage, attribute: Attribute<T>): T {
  const value = message.read(attribute);
  if (value === undefined || value === MALFORMED) throw new Error(`The answer has no ${attribute.name}.`);
  return value;
}
