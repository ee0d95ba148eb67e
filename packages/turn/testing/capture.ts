import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A datagram as it went over an interface. */
export interface Seen {
  /** `127.0.0.1.40000`: address and port. */
  readonly from: string;
  readonly to: string;
  /** The IP packet in hex. */
  readonly hex: string;
}

const HEAD = / IP6? (\S+) > (\S+): /;
const BYTES = /^\s+0x[0-9a-f]+: {2}(.*)$/;

/** Every UDP datagram on every interface of this machine. Needs root and tcpdump. */
export class Capture {
  readonly #tcpdump: ChildProcess;
  readonly #seen: Seen[] = [];
  #noticed: () => void = () => undefined;

  private constructor(tcpdump: ChildProcess) {
    this.#tcpdump = tcpdump;
  }

  /** Resolves once the system hands over packets. */
  static async start(): Promise<Capture> {
    const options = ["-i", "any", "-n", "-q", "-l", "-x", "--immediate-mode", "-B", "16384"];
    const tcpdump = spawn("tcpdump", [...options, "udp"], { stdio: ["ignore", "pipe", "pipe"] });
    const capture = new Capture(tcpdump);
    void capture.#read(tcpdump.stdout);
    for await (const line of createInterface({ input: tcpdump.stderr })) {
      if (line.includes("listening on")) return capture;
    }
    throw new Error("tcpdump did not start");
  }

  /** Everything until now: a datagram of its own must have come by before. */
  async seen(): Promise<readonly Seen[]> {
    const mark = randomBytes(16);
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.send(mark, socket.address().port, "127.0.0.1");
    while (!this.#seen.some(({ hex }) => hex.includes(mark.toString("hex")))) {
      await new Promise<void>((resolve) => {
        this.#noticed = resolve;
      });
    }
    socket.close();
    return [...this.#seen];
  }

  async close(): Promise<void> {
    const ended = once(this.#tcpdump, "exit");
    if (this.#tcpdump.exitCode === null && this.#tcpdump.kill()) await ended;
  }

  async #read(output: NodeJS.ReadableStream): Promise<void> {
    let last: { from: string; to: string; hex: string } | undefined;
    for await (const line of createInterface({ input: output })) {
      const bytes = BYTES.exec(line)?.[1];
      const head = bytes === undefined ? HEAD.exec(line) : null;
      if (head !== null) {
        last = { from: head[1] ?? "", to: head[2] ?? "", hex: "" };
        this.#seen.push(last);
      } else if (last !== undefined && bytes !== undefined) {
        last.hex += bytes.replaceAll(" ", "");
        this.#noticed();
      }
    }
  }
}
