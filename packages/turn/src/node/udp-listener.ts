import type { TurnCore } from "../protocol/core.ts";
import { type Link, Path, type Payload } from "../protocol/path.ts";
import type { Clock } from "./clock.ts";
import type { UdpSocket } from "./udp-socket.ts";

/** One UDP port of the server: finds the five-tuple of each datagram. Only those with state are kept. */
export class UdpListener implements Link {
  readonly transport = "udp";
  readonly #socket: UdpSocket;
  readonly #paths = new Map<string, Map<number, Path>>();

  constructor(socket: UdpSocket, core: TurnCore, clock: Clock) {
    this.#socket = socket;
    socket.onMessage((bytes, address, port) => {
      // Port 0 can not be answered.
      if (port === 0) return;
      const path = this.#paths.get(address)?.get(port) ?? new Path(this, address, port);
      core.receive(path, bytes, 0, bytes.length, clock());
    });
  }

  get port(): number {
    return this.#socket.port;
  }

  send(path: Path, bytes: Buffer, start: number, end: number, _payload: Payload): boolean {
    return this.#socket.send(bytes, start, end, path.address, path.port);
  }

  keep(path: Path): void {
    const ports = this.#paths.get(path.address);
    if (ports === undefined) this.#paths.set(path.address, new Map([[path.port, path]]));
    else ports.set(path.port, path);
  }

  forget(path: Path): void {
    const ports = this.#paths.get(path.address);
    ports?.delete(path.port);
    if (ports?.size === 0) this.#paths.delete(path.address);
  }

  close(): void {}

  stop(): void {
    this.#socket.close();
  }
}
