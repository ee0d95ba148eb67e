import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { IpAddress } from "../stun/ip-address.ts";
import { socketFailure } from "./socket-failure.ts";
import type { Wire, WireListener } from "./wire.ts";

/**
 * A connected UDP socket: it takes datagrams of the server only, and hears when nobody listens there.
 *
 * @throws TurnClientError unreachable
 */
export async function openUdpWire(ip: IpAddress, port: number, listener: WireListener): Promise<Wire> {
  const socket = createSocket(ip.family === 4 ? "udp4" : "udp6");
  const connected = once(socket, "connect");
  try {
    socket.connect(port, ip.text);
    await connected;
  } catch (error) {
    socket.close();
    throw socketFailure(error, "unreachable");
  }
  return new UdpWire(socket, listener);
}

class UdpWire implements Wire {
  readonly isReliable = false;
  readonly #socket: Socket;
  readonly #listener: WireListener;
  #isOpen = true;

  constructor(socket: Socket, listener: WireListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on("message", (bytes) => listener.received(bytes));
    socket.on("error", (error) => this.#fail(error));
  }

  send(bytes: Buffer): void {
    if (!this.#isOpen) return;
    this.#socket.send(bytes, (error) => {
      if (error !== null) this.#fail(error);
    });
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close();
  }

  #fail(error: Error): void {
    if (!this.#isOpen) return;
    this.close();
    this.#listener.failed(socketFailure(error, "unreachable"));
  }
}
