import type { Server, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { TurnCore } from "../protocol/core.ts";
import { type Credentials, isCallTag, type Seat } from "../protocol/credentials.ts";
import type { Metrics } from "../protocol/metrics.ts";
import { parseIp } from "../stun/ip-address.ts";
import { checkOptions } from "./check-options.ts";
import { type ClientSocket, takeOver } from "./client-socket.ts";
import { type Clock, startClock } from "./clock.ts";
import { Connections } from "./connections.ts";
import { listenError, TurnError } from "./errors.ts";
import type { Listen, TurnServerOptions } from "./options.ts";
import { readAddress } from "./relay-addresses.ts";
import { StreamConnection } from "./stream-connection.ts";
import { listenStream } from "./stream-listener.ts";
import { UdpListener } from "./udp-listener.ts";
import { UdpRelaySockets } from "./udp-relay-sockets.ts";
import { UdpSocket } from "./udp-socket.ts";
import { WriteBatch } from "./write-batch.ts";

/** Asked of the system for each listener, bytes: it decides how many packets survive a burst. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;
/** How often ends are looked for, milliseconds. */
const TICK = 500;
export const DEFAULT_CREDENTIAL_LIFETIME = 600;

/** Where a listener really listens. */
export interface Listening {
  readonly transport: Listen["transport"];
  readonly host: string;
  readonly port: number;
}

/** A server to send clients to. */
export interface AlternateServer {
  readonly ipv4?: { readonly host: string; readonly port: number };
  readonly ipv6?: { readonly host: string; readonly port: number };
}

/** A running TURN server. Made by {@link createTurnServer}. */
export interface TurnServer {
  /** In the order of the options, with the ports that were chosen for 0. */
  readonly listening: readonly Listening[];
  /**
   * Takes over a connection that was accepted and decrypted elsewhere and found to speak TURN. `firstBytes` are what
   * was read of it already. It must not be read from or written to by anyone else any more.
   */
  handOver(socket: Socket, firstBytes: Buffer): void;
  /** From now on the two seats of the call may relay to each other. @throws TurnError call-tag-invalid */
  admit(callTag: string): void;
  /**
   * Lets go of an admitted call without ending it: what it has goes on for as long as its clients refresh it, and it is
   * forgotten with its last allocation.
   */
  releaseCall(callTag: string): void;
  /** Ends all allocations of the call before it returns. A call that is not there is no error. */
  closeCall(callTag: string): void;
  /** New credentials for one seat. @throws TurnError call-tag-invalid */
  credentials(callTag: string, seat: Seat): Credentials;
  metrics(): Metrics & { readonly connections: number };
  /** Takes no new allocations: 300 with the other server's address, or 508. What is there goes on. */
  drain(alternate?: AlternateServer): void;
  /** Ends everything. Resolves when all sockets are closed. */
  close(): Promise<void>;
}

/**
 * Starts a STUN and TURN server (RFC 8489, RFC 8656) that listens on everything in `options.listen`.
 *
 * @throws TurnError, as a rejection, when an option is wrong or a listener can not start; then nothing listens
 */
export function createTurnServer(options: TurnServerOptions): Promise<TurnServer> {
  return startServer(options);
}

/** As {@link createTurnServer}, with what only this package does with a server. */
export async function startServer(options: TurnServerOptions): Promise<RunningServer> {
  const clock = startClock();
  const bind = options.policy?.kind === "public" ? options.policy.bind : undefined;
  const sockets = new UdpRelaySockets(bind, clock, () => core);
  const settings = checkOptions(options, sockets);
  const core = new TurnCore(settings, clock());
  core.tick(clock(), Date.now());
  const { connections, connectionsPerAddress, startSeconds } = settings.limits;
  const server = new RunningServer(
    core,
    clock,
    new Connections(connections, connectionsPerAddress),
    options.credentialLifetime ?? DEFAULT_CREDENTIAL_LIFETIME,
    startSeconds,
  );
  try {
    for (const listen of options.listen) await server.listen(listen, options.warn ?? (() => undefined));
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

export class RunningServer implements TurnServer {
  readonly listening: Listening[] = [];
  readonly #core: TurnCore;
  readonly #clock: Clock;
  readonly #connections: Connections;
  readonly #batch = new WriteBatch();
  readonly #credentialLifetime: number;
  readonly #handshakeSeconds: number;
  readonly #udp: UdpListener[] = [];
  readonly #streams: Server[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(
    core: TurnCore,
    clock: Clock,
    connections: Connections,
    credentialLifetime: number,
    handshakeSeconds: number,
  ) {
    this.#core = core;
    this.#clock = clock;
    this.#connections = connections;
    this.#credentialLifetime = credentialLifetime;
    this.#handshakeSeconds = handshakeSeconds;
    this.#timer = setInterval(() => core.tick(clock(), Date.now()), TICK);
    this.#timer.unref();
  }

  async listen(listen: Listen, warn: NonNullable<TurnServerOptions["warn"]>): Promise<void> {
    const place = `${listen.transport} ${listen.host}:${listen.port}`;
    try {
      const port =
        listen.transport === "udp" ? await this.#listenUdp(listen, warn) : await this.#listenStream(listen);
      this.listening.push({ transport: listen.transport, host: listen.host, port });
    } catch (error) {
      throw error instanceof TurnError ? error : listenError(place, error);
    }
  }

  handOver(socket: Socket, firstBytes: Buffer): void {
    if (this.serve(socket, transportOf(socket), firstBytes)) open(socket);
  }

  /** Serves a connection that may live in another thread. @returns false when it was refused and destroyed */
  serve(socket: ClientSocket, transport: "tcp" | "tls", firstBytes: Buffer): boolean {
    if (!this.#connections.admit(socket)) return false;
    this.#accept(socket, transport, firstBytes);
    return true;
  }

  admit(callTag: string): void {
    if (!isCallTag(callTag)) throw new TurnError("call-tag-invalid");
    this.#core.admit(callTag);
  }

  releaseCall(callTag: string): void {
    this.#core.releaseCall(callTag);
  }

  closeCall(callTag: string): void {
    this.#core.closeCall(callTag, this.#clock());
  }

  credentials(callTag: string, seat: Seat): Credentials {
    if (!isCallTag(callTag)) throw new TurnError("call-tag-invalid");
    return this.#core.credentials(callTag, seat, this.#credentialLifetime, this.#clock());
  }

  /** Credentials were issued elsewhere with one of the secrets; TURN-16. `lifetime` is in seconds. */
  remember(username: string, lifetime: number): void {
    this.#core.remember(username, lifetime, this.#clock());
  }

  metrics(): Metrics & { readonly connections: number } {
    return { ...this.#core.metrics(), connections: this.#connections.size };
  }

  drain({ ipv4, ipv6 }: AlternateServer = {}): void {
    this.#core.drain({
      ...(ipv4 && { ipv4: { ip: readAddress(ipv4.host, 4), port: ipv4.port } }),
      ...(ipv6 && { ipv6: { ip: readAddress(ipv6.host, 6), port: ipv6.port } }),
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#core.closeAll(this.#clock());
    for (const listener of this.#udp) listener.stop();
    this.#connections.destroyAll();
    await Promise.all(
      this.#streams.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
  }

  async #listenUdp({ host, port }: Listen, warn: NonNullable<TurnServerOptions["warn"]>): Promise<number> {
    const family = parseIp(host)?.family ?? 4;
    const socket = await UdpSocket.open(family, host, port, RECEIVE_BUFFER);
    if (socket.receiveBuffer < RECEIVE_BUFFER) {
      warn({
        code: "udp-buffer-capped",
        message: `udp ${host}:${port}: the system gives ${socket.receiveBuffer} bytes of receive buffer instead of ${RECEIVE_BUFFER}, bursts will be lost. Set net.core.rmem_max to ${RECEIVE_BUFFER} or more.`,
      });
    }
    const listener = new UdpListener(socket, this.#core, this.#clock);
    this.#udp.push(listener);
    return listener.port;
  }

  async #listenStream(listen: Listen): Promise<number> {
    const server = await listenStream(listen, this.#connections, this.#handshakeSeconds, (socket) => {
      this.#accept(socket, listen.transport === "tls" ? "tls" : "tcp", Buffer.alloc(0));
      open(socket);
    });
    this.#streams.push(server);
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : listen.port;
  }

  #accept(socket: ClientSocket, transport: "tcp" | "tls", firstBytes: Buffer): void {
    // The socket's listeners hold it; nothing else has to.
    new StreamConnection(socket, transport, firstBytes, this.#core, this.#clock, this.#batch);
  }
}

/** What a socket that was accepted elsewhere carries. */
export function transportOf(socket: Socket): "tcp" | "tls" {
  return socket instanceof TLSSocket ? "tls" : "tcp";
}

function open(socket: Socket): void {
  takeOver(socket);
  socket.resume();
}
