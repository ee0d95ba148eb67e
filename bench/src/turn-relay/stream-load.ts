import type { Socket } from "node:net";
import { StreamFramer } from "@onecall/turn/stun";
import { type Call, closeCalls, openCalls } from "./calls.ts";
import { channelData } from "./datagram-load.ts";
import { FULL_SPEED, type Load, type Outcome, type Pace } from "./load.ts";
import type { Measured } from "./servers.ts";
import { percentile } from "./statistics.ts";

/** What a client lets wait in its own socket: more would measure the queue. */
const MAX_WAITING = 64 * 1024;
/** Nothing has come for so long: nothing will. */
const QUIET_MS = 200;

/** ChannelData of ten calls over TCP or TLS, from both ends. */
export class StreamLoad implements Load {
  readonly #calls: readonly Call[];
  readonly #sockets: readonly Socket[];
  readonly #latencies: number[] = [];
  readonly #template = channelData();
  #received = 0;

  private constructor(calls: readonly Call[]) {
    this.#calls = calls;
    this.#sockets = calls.flat().map(({ stream }) => stream);
    for (const socket of this.#sockets) this.#listen(socket);
  }

  static async open(server: Measured, transport: "tcp" | "tls"): Promise<StreamLoad> {
    return new StreamLoad(await openCalls(server, transport, "channel"));
  }

  async run({ seconds, rate, burst }: Pace): Promise<Outcome> {
    this.#received = 0;
    this.#latencies.length = 0;
    const start = performance.now();
    const end = start + seconds * 1000;
    const step = (1000 * burst) / rate;
    let [bursts, sent, late] = [0, 0, 0];
    for (let now = start; now < end; now = performance.now()) {
      late = Math.max(late, now - start - bursts * step);
      const due = rate === FULL_SPEED ? bursts + this.#sockets.length : Math.floor((now - start) / step) + 1;
      for (; bursts < due; bursts++) sent += this.#send(bursts % this.#sockets.length, burst);
      // Lets sockets be read without ever sleeping: a timer would make the pace uneven.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const took = (performance.now() - start) / 1000;
    const inTime = this.#received;
    await this.#quiet();
    // At full speed what comes afterwards has waited somewhere, and is no part of the rate.
    const received = rate === FULL_SPEED ? inTime : this.#received;
    const [p50Us, p99Us] = [0.5, 0.99].map((part) => percentile(this.#latencies, part) * 1000);
    return { sent, received, seconds: took, lateMs: late, p50Us: p50Us ?? 0, p99Us: p99Us ?? 0 };
  }

  #send(index: number, burst: number): number {
    const socket = this.#sockets[index];
    if (socket === undefined || socket.writableLength > MAX_WAITING) return 0;
    this.#template.bytes.writeDoubleBE(performance.now(), this.#template.at);
    socket.write(Buffer.concat(Array.from({ length: burst }, () => this.#template.bytes)));
    return burst;
  }

  close(): Promise<void> {
    return closeCalls(this.#calls);
  }

  #listen(socket: Socket): void {
    const framer = new StreamFramer(2048);
    socket.removeAllListeners("data");
    socket.on("data", (chunk) => {
      const now = performance.now();
      framer.push(chunk, (frame, start) => {
        if ((frame[start] ?? 0) >> 4 !== 4) return;
        this.#received++;
        this.#latencies.push(now - frame.readDoubleBE(start + 4));
      });
    });
  }

  async #quiet(): Promise<void> {
    for (let before = -1; before !== this.#received; ) {
      before = this.#received;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
  }
}
