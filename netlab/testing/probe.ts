import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Namespace } from "../src/namespace.ts";

/** Runs in a namespace: one UDP socket, ordered by lines of JSON. Says back to whoever asks which address it sees. */
const PROGRAM = `
const socket = require("node:dgram").createSocket(process.argv[1]);
const say = (line) => console.log(JSON.stringify({ ...line, at: Date.now() }));
socket.on("message", (bytes, { address, port }) => {
  const text = bytes.toString();
  say({ from: { address, port }, text });
  if (text.startsWith("who am I")) socket.send("you are " + JSON.stringify({ address, port }), port, address);
});
socket.bind(Number(process.argv[2]), () => say({ from: { address: "", port: 0 }, text: "ready" }));
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { to, text } = JSON.parse(line);
  socket.send(text, to.port, to.address, () => undefined);
});
`;

/** Where a datagram goes to or comes from. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

interface Heard {
  readonly from: Endpoint;
  readonly text: string;
  /** When it came, in ms since 1970. */
  readonly at: number;
}

/** A UDP socket in a namespace. Ends with it. */
export class Probe {
  /** All datagrams so far. */
  readonly heard: Heard[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<(heard: Heard) => void>();

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (!child.stdout) throw new Error("a probe has a standard output");
    createInterface({ input: child.stdout }).on("line", (line) => {
      const heard: Heard = JSON.parse(line);
      this.heard.push(heard);
      for (const waiting of this.#waiting) waiting(heard);
    });
  }

  static async in(namespace: Namespace, port = 0, type: "udp4" | "udp6" = "udp4"): Promise<Probe> {
    const probe = new Probe(
      namespace.spawn(process.execPath, ["-e", PROGRAM, type, String(port)], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    await probe.next("ready");
    return probe;
  }

  send(to: Endpoint, text: string): void {
    this.#child.stdin?.write(`${JSON.stringify({ to, text })}\n`);
  }

  /** Resolves with the next datagram whose text starts so. */
  async next(start: string): Promise<Heard> {
    return await new Promise((resolve) => {
      const look = (heard: Heard) => {
        if (!heard.text.startsWith(start)) return;
        this.#waiting.delete(look);
        resolve(heard);
      };
      this.#waiting.add(look);
    });
  }

  /** The address this socket has for another probe; whatever was on its way to either before has arrived by then. */
  async seenBy(mirror: Endpoint): Promise<Endpoint> {
    const answer = this.next("you are");
    this.send(mirror, "who am I?");
    return JSON.parse((await answer).text.slice("you are ".length));
  }
}
