import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Host, Namespace } from "@onecall/netlab";
import { until } from "../until.ts";

/** Port of the marks; what it gets it throws away (RFC 863). */
const DISCARD = 9;

/** Runs in the internet: one datagram to that port of an address. */
const SEND_MARK = `
const [address, port] = process.argv.slice(1);
const socket = require("node:dgram").createSocket(address.includes(":") ? "udp6" : "udp4");
socket.send("mark", Number(port), address, () => socket.close());
`;

const MARK = new RegExp(` > \\S+[.]${DISCARD}: `);

/** Between two people of whom nothing was seen for so long nothing is under way any more, ms. */
const SILENCE = 500;

const all = ({ addresses, seenAs }: Host): string =>
  [...new Set([...Object.values(addresses), ...Object.values(seenAs)])]
    .map((address) => `host ${address}`)
    .join(" or ");

/**
 * Sees every packet that crosses the internet from an address of one host to an address of another, either way. It begins once
 * the last call between them has fallen silent: browsers send on for a moment after their pages are closed.
 */
export class Between implements AsyncDisposable {
  readonly #tcpdump: ChildProcess;
  readonly #internet: Namespace;
  readonly #address: string;
  readonly #packets: string[] = [];
  #marks = 0;
  #lastAt = performance.now();

  private constructor(tcpdump: ChildProcess, internet: Namespace, address: string) {
    this.#tcpdump = tcpdump;
    this.#internet = internet;
    this.#address = address;
    if (!tcpdump.stdout) throw new Error("tcpdump has no output.");
    createInterface({ input: tcpdump.stdout }).on("line", (line) => {
      if (MARK.test(line)) this.#marks += 1;
      else {
        this.#packets.push(line);
        this.#lastAt = performance.now();
      }
    });
  }

  static async watch(internet: Namespace, one: Host, other: Host): Promise<Between> {
    const filter = `((${all(one)}) and (${all(other)})) or udp port ${DISCARD}`;
    const options = ["-i", "any", "-n", "-l", "-q", "--immediate-mode", filter];
    const tcpdump = internet.spawn("tcpdump", options, { stdio: ["ignore", "pipe", "pipe"] });
    if (!tcpdump.stderr) throw new Error("tcpdump has no output.");
    const between = new Between(tcpdump, internet, String(Object.values(other.seenAs)[0]));
    const said: string[] = [];
    for await (const line of createInterface({ input: tcpdump.stderr })) {
      said.push(line);
      if (!line.includes("listening on")) continue;
      between.#lastAt = performance.now();
      await until("the last call is silent", () => performance.now() - between.#lastAt > SILENCE);
      between.#packets.length = 0;
      return between;
    }
    throw new Error(`tcpdump did not start: ${said.join(" ")}`);
  }

  /** A line for every packet until now. Sends a mark and waits until that is seen, so nothing sent before is missing. */
  async packets(): Promise<readonly string[]> {
    const marks = this.#marks;
    await this.#internet.run(process.execPath, ["-e", SEND_MARK, this.#address, String(DISCARD)]);
    await until("the watch sees its mark", () => this.#marks > marks);
    return [...this.#packets];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#tcpdump, "exit");
    if (this.#tcpdump.exitCode !== null || !this.#tcpdump.kill("SIGTERM")) return;
    await ended;
  }
}
