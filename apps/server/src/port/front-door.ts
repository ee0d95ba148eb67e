import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from "node:tls";
import type { KeyPair } from "./key-pair.ts";
import { protocolOf, TURN_ALPN } from "./protocols.ts";
import { readProxyHeader } from "./proxy-header.ts";

/** Who takes connections once it is known what they speak. None of them has been read from. */
interface Visitors {
  /** `firstBytes` are already read. */
  turn(socket: Socket, firstBytes: Buffer): void;
  http(socket: Socket): void;
  /** HTTP without TLS where there is a certificate. */
  plainHttp(socket: Socket): void;
}

interface FrontDoorOptions {
  readonly visitors: Visitors;
  /** Certificate of the port; without one TLS is refused. */
  readonly keyPair: KeyPair | undefined;
  /** Whether a PROXY protocol header of this address is believed. */
  isProxy(address: string): boolean;
}

/** How long a connection may take to say what it is: header, TLS handshake and first byte each, ms. */
const PATIENCE = 10_000;
/** How long an end waits for what was written last to leave, ms. */
const LAST_WORDS = 500;

/**
 * The one TCP port: finds out by the first bytes whether a connection is TLS, TURN or HTTP, and hands it on. The same
 * again inside TLS.
 */
export class FrontDoor {
  readonly server: Server;
  readonly #options: FrontDoorOptions;
  readonly #tls: TlsServer | undefined;
  readonly #sockets = new Set<Socket>();
  /** Came before there was anybody to take them; undefined since there is. */
  #early: Socket[] | undefined = [];
  #lastWords: NodeJS.Timeout | undefined;
  /** Their last words are in their TLS sockets. */
  readonly #underTls = new WeakSet<Socket>();
  /** Clients that proxies spoke for, by the end of the proxy's connection. */
  readonly #sources = new Map<string, Source>();

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#tls = options.keyPair && this.#tlsServer(options.keyPair);
    // Half-open as Node's own HTTP server: a client may end its side before it reads the answer.
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#welcome(socket));
    // Running out of file descriptors while accepting is no reason to stop.
    this.server.on("error", () => undefined);
  }

  /** From now on the visitors take connections. What came since the port listens has waited for this. */
  open(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const socket of early) if (!socket.destroyed) this.#ask(socket);
  }

  /** Ends every connection, upgraded and handed-on ones too. */
  hangUp(): void {
    for (const socket of this.#sockets) if (!this.#underTls.has(socket)) socket.destroySoon();
    this.#lastWords = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, LAST_WORDS);
  }

  /** Resolves when it listens no more and every connection is gone. */
  close(): Promise<void> {
    return new Promise((resolve) =>
      this.server.close(() => {
        clearTimeout(this.#lastWords);
        resolve();
      }),
    );
  }

  #welcome(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    this.#track(socket);
    if (this.#early) this.#early.push(socket);
    else this.#ask(socket);
  }

  /** Finds out who is to take it. */
  #ask(socket: Socket): void {
    const isProxy = this.#options.isProxy(socket.remoteAddress ?? "");
    const sort = (bytes: Buffer) => this.#sort(socket, bytes, isProxy);
    if (!isProxy) {
      this.#listen(socket, sort);
      return;
    }
    const takeHeader = (bytes: Buffer) => {
      const header = readProxyHeader(bytes);
      if (header.kind === "none") return sort(bytes);
      if (header.kind !== "header") return socket.destroy();
      if (header.source) this.#speaksFor(socket, header.source);
      if (bytes.length > header.length) return sort(bytes.subarray(header.length));
      return this.#listen(socket, sort);
    };
    this.#listen(socket, takeHeader, (bytes) => readProxyHeader(bytes).kind === "incomplete");
  }

  /** Collects what comes until it is enough, and gives it to `take`, with the socket paused. */
  #listen(
    socket: Socket,
    take: (bytes: Buffer) => unknown,
    isMoreNeeded: (bytes: Buffer) => boolean = () => false,
  ): void {
    let bytes: Buffer = Buffer.alloc(0);
    const hangUp = () => socket.destroy();
    // One deadline for all of it: a byte now and then buys no time.
    const timer = setTimeout(hangUp, PATIENCE);
    const stop = () => {
      clearTimeout(timer);
      socket.off("data", onData).off("end", hangUp).off("close", stop);
    };
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      if (isMoreNeeded(bytes)) return;
      socket.pause();
      stop();
      take(bytes);
    };
    socket.on("data", onData).on("end", hangUp).on("close", stop);
    socket.resume();
  }

  #sort(socket: Socket, bytes: Buffer, isProxy: boolean): void {
    const protocol = protocolOf(bytes[0] ?? 0);
    if (protocol === "turn") {
      this.#options.visitors.turn(socket, bytes);
      return;
    }
    socket.unshift(bytes);
    if (protocol === "tls" && this.#tls) {
      this.#underTls.add(socket);
      this.#tls.emit("connection", socket);
      return;
    }
    // TLS without a certificate gets HTTP's answer to what is not HTTP.
    if (this.#tls && !isProxy) this.#options.visitors.plainHttp(socket);
    else this.#options.visitors.http(socket);
    socket.resume();
  }

  #tlsServer({ cert, key }: KeyPair): TlsServer {
    const server = createTlsServer(
      {
        cert,
        key,
        ALPNProtocols: ["http/1.1", TURN_ALPN],
        handshakeTimeout: PATIENCE,
        minVersion: "TLSv1.2",
      },
      (socket) => this.#welcomeInside(socket),
    );
    // Node only reports a handshake that failed or timed out and leaves the socket open.
    return server.on("tlsClientError", (_error, socket) => socket.destroy());
  }

  #welcomeInside(socket: TLSSocket): void {
    socket.on("error", () => socket.destroy());
    this.#track(socket);
    const source = this.#sources.get(placeOf(socket));
    if (source) override(socket, source);
    if (socket.alpnProtocol === TURN_ALPN) {
      this.#options.visitors.turn(socket, Buffer.alloc(0));
      return;
    }
    this.#listen(socket, (bytes) => {
      if (protocolOf(bytes[0] ?? 0) === "turn") {
        this.#options.visitors.turn(socket, bytes);
        return;
      }
      socket.unshift(bytes);
      this.#options.visitors.http(socket);
      socket.resume();
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #speaksFor(socket: Socket, source: Source): void {
    const place = placeOf(socket);
    this.#sources.set(place, source);
    socket.once("close", () => this.#sources.delete(place));
    override(socket, source);
  }
}

interface Source {
  readonly address: string;
  readonly port: number;
}

const placeOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`;

/** From now on the socket says it is from the client the proxy spoke for. */
const override = (socket: Socket, { address, port }: Source): void => {
  Object.defineProperties(socket, { remoteAddress: { value: address }, remotePort: { value: port } });
};
