import { randomBytes } from "node:crypto";
import { TurnCore } from "../src/protocol/core.ts";
import type { DropReason } from "../src/protocol/drops.ts";
import { DEFAULT_LIMITS, type Limits } from "../src/protocol/limits.ts";
import { type Link, Path, type Payload, type Transport } from "../src/protocol/path.ts";
import type { CoreSettings } from "../src/protocol/settings.ts";
import {
  type Attribute,
  addFingerprint,
  addIntegrity,
  CHANNEL_NUMBER,
  CLASS,
  DATA,
  ERROR_CODE,
  type IntegrityKind,
  type IpAddress,
  LIFETIME,
  longTermKey,
  MALFORMED,
  METHOD,
  MessageWriter,
  NONCE,
  parseIp,
  REALM,
  REQUESTED_TRANSPORT,
  readMessage,
  type StunMessage,
  type TransportAddress,
  USERNAME,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from "../src/stun/index.ts";

export const SECRET = "a secret of the tests";
export const REALM_NAME = "onecall";

/** Parses an address that the test wrote itself. */
export function ip(text: string): IpAddress {
  const parsed = parseIp(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

export const at = (text: string, port: number): TransportAddress => ({ ip: ip(text), port });

/** Keeps what the core sends; copies it, as a network would. */
export class FakeLink implements Link {
  readonly transport: Transport;
  readonly sent: { path: Path; bytes: Buffer; payload: Payload }[] = [];
  readonly kept = new Set<Path>();
  readonly closed = new Set<Path>();
  isFull = false;

  constructor(transport: Transport = "udp") {
    this.transport = transport;
  }

  send(path: Path, bytes: Buffer, start: number, end: number, payload: Payload): boolean {
    if (this.isFull) return false;
    this.sent.push({ path, bytes: Buffer.from(bytes.subarray(start, end)), payload });
    return true;
  }

  keep(path: Path): void {
    this.kept.add(path);
  }

  forget(path: Path): void {
    this.kept.delete(path);
  }

  close(path: Path): void {
    this.closed.add(path);
  }
}

export interface ServerOptions extends Partial<Omit<CoreSettings, "limits">> {
  readonly limits?: Partial<Limits>;
}

/** A core with a clock that the test moves. */
export class TestServer {
  now = 1000;
  readonly core: TurnCore;

  constructor(options: ServerOptions = {}) {
    const generous = {
      allocatesPerSecond: 1e6,
      allocatesPerSecondPerAddress: 1e6,
      challengesPerSecondPerAddress: 1e6,
      bindingsPerSecondPerNetwork: 1e6,
    };
    const settings: CoreSettings = {
      realm: REALM_NAME,
      secrets: [SECRET],
      nonceKey: Buffer.alloc(32, 7),
      relay: { ipv4: ip("192.0.2.10"), ipv6: ip("2001:db8::10") },
      policy: { kind: "same-call" },
      observer: {},
      ...options,
      limits: { ...DEFAULT_LIMITS, ...generous, ...options.limits },
    };
    this.core = new TurnCore(settings, this.now);
    this.pass(0);
  }

  /** Moves the clock; wall time starts at one million seconds. */
  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.core.tick(this.now, 1e9 + this.now);
  }

  client(tag: string, seat: "host" | "guest" | "test", options: ClientOptions = {}): TestClient {
    const { username, password } = this.core.credentials(tag, seat, 600, this.now);
    return new TestClient(this, username, password, options);
  }
}

let nextPort = 10_000;

interface ClientOptions {
  readonly transport?: Transport;
  readonly address?: string;
  readonly port?: number;
}

type Add = (writer: MessageWriter) => void;

/** One client with one five-tuple. */
export class TestClient {
  readonly link: FakeLink;
  readonly path: Path;
  readonly server: TestServer;
  username: string;
  password: string;
  nonce = "";
  algorithm = 1;
  integrity: IntegrityKind = "sha1";

  constructor(server: TestServer, username: string, password: string, options: ClientOptions = {}) {
    this.server = server;
    this.username = username;
    this.password = password;
    this.link = new FakeLink(options.transport);
    nextPort = nextPort >= 60_000 ? 10_000 : nextPort + 1;
    this.path = new Path(this.link, options.address ?? "198.51.100.1", options.port ?? nextPort);
  }

  get key(): Buffer {
    return longTermKey(this.algorithm, this.username, REALM_NAME, this.password);
  }

  /** Hands bytes to the core, as the socket would. */
  deliver(bytes: Buffer): DropReason | undefined {
    const { core, now } = this.server;
    return core.receive(this.path, Buffer.from(bytes), 0, bytes.length, now);
  }

  /** Everything that came since the last time. */
  take(): Buffer[] {
    return this.link.sent.splice(0).map(({ bytes }) => bytes);
  }

  /** The bytes of a signed request. */
  signed(method: number, add: Add = () => undefined, transactionId = randomBytes(12)): Buffer {
    const writer = new MessageWriter(method, CLASS.request, transactionId);
    add(writer);
    writer.add(USERNAME, this.username).add(REALM, REALM_NAME).add(NONCE, this.nonce);
    return addIntegrity(writer, this.integrity, this.key).finish();
  }

  /** Sends a signed request and reads the answer; gets a nonce before when there is none. */
  request(method: number, add?: Add): StunMessage {
    if (this.nonce === "") this.challenge();
    return this.ask(this.signed(method, add));
  }

  /** Sends bytes that must be answered by one message. */
  ask(bytes: Buffer): StunMessage {
    this.take();
    const reason = this.deliver(bytes);
    const answers = this.take();
    const [answer] = answers;
    if (answer === undefined || answers.length > 1) throw new Error(`${answers.length} answers, ${reason}`);
    return parse(answer);
  }

  /**
   * An Allocate without credentials; keeps the nonce. `isLong` makes it long enough for an answer with everything.
   * @returns the challenge
   */
  challenge(isLong = false): StunMessage {
    const writer = new MessageWriter(METHOD.allocate, CLASS.request, randomBytes(12));
    writer.add(REQUESTED_TRANSPORT, 17);
    if (isLong) addFingerprint(writer.add(LIFETIME, 3600));
    const answer = this.ask(writer.finish());
    this.nonce = value(answer, NONCE);
    return answer;
  }

  /** Allocates. @returns the relayed address */
  allocate(add: Add = () => undefined): TransportAddress {
    const answer = this.request(METHOD.allocate, (writer) => add(writer.add(REQUESTED_TRANSPORT, 17)));
    return value(answer, XOR_RELAYED_ADDRESS);
  }

  permit(...peers: TransportAddress[]): StunMessage {
    return this.request(METHOD.createPermission, (writer) => {
      for (const peer of peers) writer.add(XOR_PEER_ADDRESS, peer);
    });
  }

  bind(number: number, peer: TransportAddress): StunMessage {
    return this.request(METHOD.channelBind, (writer) =>
      writer.add(CHANNEL_NUMBER, number).add(XOR_PEER_ADDRESS, peer),
    );
  }

  refresh(lifetime?: number): StunMessage {
    return this.request(METHOD.refresh, (writer) => {
      if (lifetime !== undefined) writer.add(LIFETIME, lifetime);
    });
  }

  send(peer: TransportAddress, data: Buffer): DropReason | undefined {
    return this.deliver(sendIndication(peer, data));
  }

  channelData(number: number, data: Buffer): DropReason | undefined {
    return this.deliver(channelData(number, data));
  }

  /** Data that came from peers since the last time, however it was wrapped. */
  received(): { from: TransportAddress | number; data: string }[] {
    return this.take().map((bytes) => {
      if ((bytes[0] ?? 0) >> 4 === 4) {
        const end = 4 + bytes.readUInt16BE(2);
        return { from: bytes.readUInt16BE(0), data: bytes.toString("utf8", 4, end) };
      }
      const message = parse(bytes);
      return { from: value(message, XOR_PEER_ADDRESS), data: value(message, DATA).toString() };
    });
  }
}

/** Two seats of one admitted call, allocated and permitted towards each other. */
export function pairOf(server: TestServer, tag = "call", transports: readonly Transport[] = ["udp", "udp"]) {
  server.core.admit(tag);
  const host = server.client(tag, "host", { transport: transports[0] ?? "udp" });
  const guest = server.client(tag, "guest", { transport: transports[1] ?? "udp", address: "198.51.100.2" });
  const hostAt = host.allocate();
  const guestAt = guest.allocate();
  host.permit(guestAt);
  guest.permit(hostAt);
  return { host, guest, hostAt, guestAt };
}

export function sendIndication(peer: TransportAddress, data: Buffer): Buffer {
  const writer = new MessageWriter(METHOD.send, CLASS.indication, randomBytes(12), 2048);
  return writer.add(XOR_PEER_ADDRESS, peer).add(DATA, data).finish();
}

export function channelData(number: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(number, 0);
  head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
}

export function parse(bytes: Buffer): StunMessage {
  const message = readMessage(bytes);
  if (typeof message === "string") throw new Error(message);
  return message;
}

/** A value that must be there. */
export function value<T>(message: StunMessage, attribute: Attribute<T>): T {
  const read = message.read(attribute);
  if (read === undefined || read === MALFORMED) throw new Error(`${attribute.name} of ${codeOf(message)}`);
  return read;
}

/** 0 for a success, else the error code. */
export function codeOf(message: StunMessage): number {
  if (message.messageClass === CLASS.success) return 0;
  const error = message.read(ERROR_CODE);
  return error === undefined || error === MALFORMED ? -1 : error.code;
}
