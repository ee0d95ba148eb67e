import type { Family, TransportAddress } from "../stun/ip-address.ts";
import { type Allocated, allocate } from "./allocate.ts";
import { channelBind, channelMessage, readChannelMessage } from "./channel-bind.ts";
import { type Connection, type ConnectOptions, connectTo } from "./connection.ts";
import { createPermission } from "./create-permission.ts";
import { TurnClientError } from "./errors.ts";
import { Inbox, type Received } from "./inbox.ts";
import { Login, type LongTermCredentials } from "./login.ts";
import { release } from "./refresh.ts";
import { readDataMessage, sendMessage } from "./send.ts";
import type { ServerUrl } from "./server-url.ts";

/** How many servers may pass us on with 300 before it counts as a circle. */
const MOST_REDIRECTS = 3;

export interface AllocateOptions extends ConnectOptions {
  /** Family of the relayed address. Default: none is asked for. */
  readonly relayFamily?: Family | undefined;
}

/**
 * Connects and allocates, and goes where a 300 sends it (RFC 8489 section 10): the same transport, the certificate checked against the same
 * name. Close the allocation when done.
 *
 * @throws TurnClientError, as a rejection; then nothing is left open
 */
export async function openAllocation(
  server: ServerUrl,
  credentials: LongTermCredentials,
  options: AllocateOptions = {},
): Promise<Allocation> {
  let place: TransportAddress | undefined;
  for (let redirects = 0; ; redirects++) {
    try {
      return await allocateAt(server, place, credentials, options);
    } catch (error) {
      place = error instanceof TurnClientError ? error.refusal?.alternate : undefined;
      if (place === undefined || redirects === MOST_REDIRECTS) throw error;
    }
  }
}

async function allocateAt(
  server: ServerUrl,
  place: TransportAddress | undefined,
  credentials: LongTermCredentials,
  options: AllocateOptions,
): Promise<Allocation> {
  const connection = await connectTo(
    { ...server, port: place?.port ?? server.port },
    { ...options, address: place?.ip ?? options.address },
  );
  const login = new Login(connection, credentials);
  try {
    return new Allocation(connection, login, await allocate(login, options.relayFamily));
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A live allocation on a server. Made by {@link openAllocation}. */
export class Allocation implements Allocated {
  readonly relayed: TransportAddress;
  readonly mapped: TransportAddress;
  readonly lifetime: number;
  readonly #connection: Connection;
  readonly #login: Login;
  readonly #inbox = new Inbox();
  readonly #channels = new Map<number, TransportAddress>();

  constructor(connection: Connection, login: Login, { relayed, mapped, lifetime }: Allocated) {
    this.relayed = relayed;
    this.mapped = mapped;
    this.lifetime = lifetime;
    this.#connection = connection;
    this.#login = login;
    connection.data = {
      indication: (message) => this.#put(readDataMessage(message)),
      channelData: (bytes) => this.#takeChannel(bytes),
      ended: (error) => this.#inbox.end(error),
    };
  }

  /** Whether the server wanted credentials at all; one that does not relays for anyone. */
  get wasAskedWho(): boolean {
    return this.#login.wasAsked;
  }

  /** Permits a peer, whatever its port. @throws TurnClientError refusal with 403 when the server does not relay to it */
  permit(peer: TransportAddress): Promise<void> {
    return createPermission(this.#login, peer);
  }

  /** Binds a channel, 0x4000 to 0x4fff. @throws TurnClientError refusal */
  async bindChannel(number: number, peer: TransportAddress): Promise<void> {
    await channelBind(this.#login, number, peer);
    this.#channels.set(number, peer);
  }

  /** Sends data to a peer by a Send indication; nobody says whether it arrives. */
  send(peer: TransportAddress, data: Buffer): void {
    this.#connection.send(sendMessage(peer, data));
  }

  /** Sends data through a bound channel; nobody says whether it arrives. */
  sendChannel(number: number, data: Buffer): void {
    this.#connection.send(channelMessage(number, data, this.#connection.isReliable));
  }

  /** The oldest data that was not taken yet, or the next within so many milliseconds. @throws TurnClientError timeout, closed */
  receive(timeout: number): Promise<Received> {
    return this.#inbox.take(timeout);
  }

  /** Tells the server to forget the allocation and frees the socket. Never fails; a server that is silent costs one time-out. */
  async close(): Promise<void> {
    try {
      await release(this.#login);
    } catch (error) {
      // A server that does not answer forgets it by itself.
      if (!(error instanceof TurnClientError)) throw error;
    } finally {
      this.#connection.close();
    }
  }

  #takeChannel(bytes: Buffer): void {
    const message = readChannelMessage(bytes);
    const from = message && this.#channels.get(message.number);
    if (message !== undefined && from !== undefined) this.#put({ from, data: message.data });
  }

  #put(received: Received | undefined): void {
    if (received !== undefined) this.#inbox.put(received);
  }
}
