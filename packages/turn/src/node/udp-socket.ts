import { createSocket, type Socket } from "node:dgram";
import type { Family } from "../stun/ip-address.ts";

/** Messages that the system did not take at once; beyond it is dropped, since late media is worth nothing. */
const MAX_WAITING = 100;

/** A bound UDP socket that never resolves names, never throws on sending and drops instead of queueing. */
export class UdpSocket {
  readonly #socket: Socket;
  #isOpen = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** `receiveBuffer` is what is asked of the system, in bytes; it may give less. Rejects with the system's error. */
  static open(family: Family, host: string, port: number, receiveBuffer: number): Promise<UdpSocket> {
    const socket = createSocket({
      type: family === 4 ? "udp4" : "udp6",
      ipv6Only: family === 6,
      recvBufferSize: receiveBuffer,
      // Only addresses are ever sent to, so there is nothing to look up.
      lookup: (address, _options, done) => done(null, address, family),
    });
    return new Promise((resolve, reject) => {
      socket.once("error", (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address: host, port, exclusive: true }, () => {
        socket.removeAllListeners("error");
        // A datagram that could not be sent (unreachable, too long) is lost like any other.
        socket.on("error", () => undefined);
        resolve(new UdpSocket(socket));
      });
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** What the system gave, in bytes. Linux reports twice what was set. */
  get receiveBuffer(): number {
    return this.#socket.getRecvBufferSize();
  }

  onMessage(listener: (bytes: Buffer, address: string, port: number) => void): void {
    this.#socket.on("message", (bytes, { address, port }) => listener(bytes, address, port));
  }

  /** @returns false when it was dropped because too much waits */
  send(bytes: Buffer, start: number, end: number, address: string, port: number): boolean {
    if (!this.#isOpen || this.#socket.getSendQueueCount() >= MAX_WAITING) return false;
    this.#socket.send(bytes, start, end - start, port, address);
    return true;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close();
  }
}
