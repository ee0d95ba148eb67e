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

  /** Ends every connection, upgraded and handed-on ones too. */
  hangUp(): void {
    for (const socket of this.#sockets) if (!this.#underTls.has(socket)) socket.destroySoon();
    setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, LAST_WORDS).unref();
  }

  /** Resolves when it listens no more and every connection is gone. */
  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  #welcome(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    this.#track(socket);
    const { remoteAddress = "" } = socket;
    if (!this.#options.isProxy(remoteAddress)) {
      this.#listen(socket, (bytes) => this.#sort(socket, bytes));
      return;
    }
    this.#listen(socket, (bytes) => {
      const header = readProxyHeader(bytes);
      if (header.kind === "incomplete") return "more";
      if (header.kind === "malformed") return void socket.destroy();
      const length = header.kind === "header" ? header.length : 0;
      if (header.kind === "header" && header.source) this.#speaksFor(socket, header.source);
      if (bytes.length > length) return this.#sort(socket, bytes.subarray(length));
      this.#listen(socket, (rest) => this.#sort(socket, rest));
      return undefined;
    });
  }

  /** Collects what comes until `take` wants no more of it. The socket is paused then. */
  #listen(socket: Socket, take: (bytes: Buffer) => "more" | undefined): void {
    let bytes: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(), PATIENCE);
    const hangUp = () => socket.destroy();
    const stop = () => {
      clearTimeout(timer);
      socket.off("data", onData).off("end", hangUp).off("close", stop);
    };
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      socket.pause();
      stop();
      if (take(bytes) === "more") wait();
    };
    const wait = () => {
      timer.refresh();
      socket.on("data", onData).on("end", hangUp).on("close", stop);
      socket.resume();
    };
    wait();
  }

  #sort(socket: Socket, bytes: Buffer): undefined {
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
    if (this.#tls && !this.#options.isProxy(socket.remoteAddress ?? ""))
      this.#options.visitors.plainHttp(socket);
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
        return undefined;
      }
      socket.unshift(bytes);
      this.#options.visitors.http(socket);
      socket.resume();
      return undefined;
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
