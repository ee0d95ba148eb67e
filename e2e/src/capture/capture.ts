import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { until } from "../until.ts";
import { classify, isAskingServer, type MediaKind } from "./classify.ts";
import { type Datagram, PcapReader } from "./pcap.ts";

/** A datagram that belongs to WebRTC. */
export interface MediaPacket extends Datagram {
  readonly kind: Exclude<MediaKind, "other">;
}

/** Sees every UDP datagram on every interface of this machine from `start` to `stop`. Needs root and tcpdump. */
export class Capture implements AsyncDisposable {
  readonly #tcpdump: ChildProcess;
  readonly #media: MediaPacket[] = [];
  /** Payloads of the marks not seen yet. */
  readonly #marks = new Set<string>();
  #failure: Error | undefined;

  private constructor(tcpdump: ChildProcess) {
    this.#tcpdump = tcpdump;
    const reader = new PcapReader();
    tcpdump.stdout?.on("data", (piece: Buffer) => {
      try {
        for (const datagram of reader.read(piece)) this.#see(datagram);
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      }
    });
  }

  /** Resolves once the kernel hands over packets. */
  static async start(): Promise<Capture> {
    // 160 bytes hold every header and a mark; media itself is of no interest.
    const tcpdump = spawn(
      "tcpdump",
      ["-i", "any", "-n", "-U", "--immediate-mode", "-s", "160", "-w", "-", "udp"],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const capture = new Capture(tcpdump);
    const said: string[] = [];
    for await (const line of createInterface({ input: tcpdump.stderr })) {
      said.push(line);
      if (line.includes("listening on")) return capture;
    }
    throw new Error(`tcpdump did not start: ${said.join(" ")}`);
  }

  #see(datagram: Datagram): void {
    this.#marks.delete(datagram.payload.toString("hex"));
    const kind = classify(datagram);
    if (kind !== "other") this.#media.push({ ...datagram, kind });
  }

  /**
   * Everything of WebRTC that went over any interface until now. Sends a datagram of its own and waits until
   * the capture has seen it, so nothing sent before the call is missing.
   */
  async media(): Promise<readonly MediaPacket[]> {
    const payload = randomBytes(16);
    // 0xff is the first byte of no WebRTC packet.
    payload.writeUInt8(0xff, 0);
    const mark = payload.toString("hex");
    this.#marks.add(mark);
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.send(payload, socket.address().port, "127.0.0.1");
    await until("the capture sees its mark", () => {
      if (this.#failure) throw this.#failure;
      return !this.#marks.has(mark);
    });
    socket.close();
    return [...this.#media];
  }

  /** Of {@link media}, everything but questions to the server of `origin` and their answers. */
  async betweenPeople(origin: string): Promise<readonly MediaPacket[]> {
    const serverPort = Number(new URL(origin).port);
    return (await this.media()).filter((packet) => !isAskingServer(packet, serverPort));
  }

  /** Waits until packets of all three kinds of a call were seen: proof that this capture would see them. */
  async waitForMedia(): Promise<void> {
    await until("STUN, DTLS and RTP are captured", () =>
      (["stun", "dtls", "rtp"] as const).every((kind) => this.#media.some((packet) => packet.kind === kind)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#tcpdump, "exit");
    if (this.#tcpdump.exitCode !== null || !this.#tcpdump.kill("SIGTERM")) return;
    await ended;
  }
}
