import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { rootCertificates, connect as startTls } from "node:tls";
import type { IpAddress } from "../stun/ip-address.ts";
import { StreamFramer } from "../stun/stream-framer.ts";
import { TurnClientError } from "./errors.ts";
import type { ServerUrl } from "./server-url.ts";
import { socketFailure } from "./socket-failure.ts";
import type { Wire, WireListener } from "./wire.ts";
import { within } from "./within.ts";

/** Longest frame taken, bytes: data of a full datagram and what TURN puts around it. */
const MAX_FRAME = 4096;

/** An authority that is trusted besides those of the system, PEM. */
export type Authority = string | Buffer;

/**
 * Connects over TCP, or over TLS with the name of the URL (SNI) and its certificate verified. `timeout` is for both handshakes together,
 * in milliseconds.
 *
 * @throws TurnClientError refused, unreachable, timeout, closed, tls-failed, certificate-*
 */
export async function openStreamWire(
  server: ServerUrl,
  ip: IpAddress,
  listener: WireListener,
  options: { readonly timeout: number; readonly ca?: Authority | undefined },
): Promise<Wire> {
  const isTls = server.transport === "tls";
  const socket = isTls ? tlsSocket(server, ip, options.ca) : connect({ host: ip.text, port: server.port });
  // Errors after the handshake failed have nobody to tell.
  socket.on("error", () => undefined);
  try {
    await within(once(socket, isTls ? "secureConnect" : "connect"), options.timeout);
  } catch (error) {
    socket.destroy();
    throw error instanceof TurnClientError
      ? error
      : socketFailure(error, isTls ? "tls-failed" : "unreachable");
  }
  socket.setNoDelay(true);
  return new StreamWire(socket, listener);
}

function tlsSocket({ host, port, family }: ServerUrl, ip: IpAddress, ca: Authority | undefined): Socket {
  return startTls({
    host: ip.text,
    port,
    // RFC 6066 section 3: an address is no server name. Without one the certificate is checked against `host`.
    ...(family === undefined && { servername: host }),
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
  });
}

class StreamWire implements Wire {
  readonly isReliable = true;
  readonly #socket: Socket;
  readonly #listener: WireListener;
  readonly #framer = new StreamFramer(MAX_FRAME);
  #isOpen = true;

  constructor(socket: Socket, listener: WireListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#fail(socketFailure(error, "closed")));
    socket.on("close", () => this.#fail(new TurnClientError("closed")));
    // A server that ends its half has said all it will say.
    socket.on("end", () => this.#fail(new TurnClientError("closed")));
  }

  send(bytes: Buffer): void {
    if (this.#isOpen) this.#socket.write(bytes);
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (!this.#isOpen) return;
    const isStun = this.#framer.push(chunk, (bytes, start, end) => {
      if (this.#isOpen) this.#listener.received(bytes.subarray(start, end));
    });
    if (!isStun) this.#fail(new TurnClientError("not-stun"));
  }

  #fail(error: TurnClientError): void {
    if (!this.#isOpen) return;
    this.close();
    this.#listener.failed(error);
  }
}
