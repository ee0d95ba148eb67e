import { randomBytes } from "node:crypto";
import {
  type AckedEventName,
  type AckOf,
  type ClientPayload,
  deriveRoom,
  exportPublicKey,
  generateIdentity,
  hostKeyHash,
  keyHash,
  type ServerEventName,
  type ServerPayload,
  signAdmit,
  signJoin,
  toBase64url,
} from "@onecall/protocol";
import { io, type Socket } from "socket.io-client";

type Bytes = Uint8Array<ArrayBuffer>;
const text = (bytes: Uint8Array) => toBase64url(bytes);
const random = (count: number): Bytes => new Uint8Array(randomBytes(count));

/** A key and what it may prove. */
export interface Identity {
  readonly privateKey: CryptoKey;
  readonly publicKey: Bytes;
}

export const newIdentity = async (): Promise<Identity> => {
  const { privateKey, publicKey } = await generateIdentity();
  return { privateKey, publicKey: await exportPublicKey(publicKey) };
};

/** A room as its host's device knows it. */
export interface TestRoom {
  readonly host: Identity;
  readonly id: Bytes;
  readonly salt: Bytes;
}

export const newRoom = async (): Promise<TestRoom> => {
  const host = await newIdentity();
  const keys = await deriveRoom({ secret: random(16), hostKeyHash: await hostKeyHash(host.publicKey) });
  return { host, id: keys.roomId, salt: keys.roomSalt };
};

/** An opaque message of `bytes` bytes, different every time. */
export const opaque = (bytes: number): string => text(random(bytes));
/** A KNOCK as the server sees it: 66 bytes it does not understand. */
export const knock = (): string => opaque(66);

type Seen = { [E in ServerEventName]: { event: E; payload: ServerPayload<E> } }[ServerEventName];

/** A real socket.io-client that remembers what it was sent, in order. */
export class Device {
  readonly socket: Socket;
  /** Everything received so far. */
  readonly seen: Seen[] = [];
  #unread: Seen[] = [];
  readonly #waiting: { event: string; resolve: (seen: Seen) => void }[] = [];
  readonly #port: number;

  constructor(
    port: number,
    options: { transport?: "websocket" | "polling"; headers?: Record<string, string> } = {},
  ) {
    this.#port = port;
    this.socket = io(`http://127.0.0.1:${port}`, {
      transports: [options.transport ?? "websocket"],
      upgrade: false,
      forceNew: true,
      reconnection: false,
      extraHeaders: { origin: `http://127.0.0.1:${port}`, ...options.headers },
    });
    this.socket.onAny((event: Seen["event"], payload: unknown) => {
      const seen = { event, payload } as Seen; // Tests compare whole payloads.
      this.seen.push(seen);
      const waiting = this.#waiting.findIndex((waiter) => waiter.event === event);
      if (waiting >= 0) this.#waiting.splice(waiting, 1)[0]?.resolve(seen);
      else this.#unread.push(seen);
    });
  }

  /** The oldest event of this name that was not asked for yet; waits for it. */
  async next<E extends ServerEventName>(event: E): Promise<ServerPayload<E>> {
    const at = this.#unread.findIndex((seen) => seen.event === event);
    const seen =
      at >= 0
        ? this.#unread.splice(at, 1)[0]
        : await new Promise<Seen>((resolve) => this.#waiting.push({ event, resolve }));
    return seen?.payload as ServerPayload<E>; // Found by its name.
  }

  /** Payloads of all events of this name so far. */
  all<E extends ServerEventName>(event: E): ServerPayload<E>[] {
    return this.seen.filter((seen) => seen.event === event).map(({ payload }) => payload as ServerPayload<E>);
  }

  request<E extends AckedEventName>(event: E, payload: ClientPayload<E>): Promise<AckOf<E>> {
    return this.socket.emitWithAck(event, payload);
  }

  /** The payload of a join this server accepts, unless `change` says otherwise. */
  async proof(
    room: TestRoom,
    role: "host" | "guest",
    identity: Identity,
    change: { host?: string; nonce?: Bytes; roomId?: Bytes } = {},
  ): Promise<ClientPayload<"join">> {
    const { n } = await this.next("hello");
    const host = change.host ?? "127.0.0.1";
    const nonce = change.nonce ?? new Uint8Array(Buffer.from(n, "base64url"));
    const sig = await signJoin(identity.privateKey, { host, nonce, roomId: change.roomId ?? room.id, role });
    const common = {
      v: 1,
      room: text(room.id),
      role,
      key: text(identity.publicKey),
      host,
      sig: text(sig),
    } as const;
    return role === "host" ? { ...common, salt: text(room.salt) } : common;
  }

  async join(room: TestRoom, role: "host" | "guest", identity: Identity): Promise<AckOf<"join">> {
    return this.request("join", await this.proof(room, role, identity));
  }

  /** The payload of an admit that seats a key. */
  async admission(room: TestRoom, guest: Identity, ep: number): Promise<ClientPayload<"admit">> {
    const key = new Uint8Array(await keyHash(guest.publicKey));
    const sig = await signAdmit(room.host.privateKey, { roomId: room.id, key, ep });
    return { key: text(key), ep, sig: text(sig) };
  }

  async admit(room: TestRoom, guest: Identity, ep: number): Promise<AckOf<"admit">> {
    return this.request("admit", await this.admission(room, guest, ep));
  }

  frame(payload: ClientPayload<"frame">): void {
    this.socket.emit("frame", payload);
  }

  /** Resolves when the connection has ended, with Socket.IO's reason. */
  async ended(): Promise<string> {
    if (this.socket.disconnected && this.seen.length > 0) return "already";
    return new Promise((resolve) => this.socket.once("disconnect", resolve));
  }

  /** Resolves with the message of a refused connection. */
  refused(): Promise<string> {
    return new Promise((resolve) => this.socket.once("connect_error", (error) => resolve(error.message)));
  }

  /** Ends the connection without a word, as a lost network does. */
  drop(): void {
    this.socket.io.engine.close();
  }

  get port(): number {
    return this.#port;
  }
}
