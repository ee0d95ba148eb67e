import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { NetlabError } from "./errors.ts";
import { hasProgram } from "./machine.ts";
import type { Namespace } from "./namespace.ts";

/** Packets that are being written to a file, in the format of libpcap. Ends with the lab at the latest. */
export class Capture implements AsyncDisposable {
  /** Absolute path. */
  readonly file: string;
  readonly #tcpdump: ChildProcess;

  private constructor(file: string, tcpdump: ChildProcess) {
    this.file = file;
    this.#tcpdump = tcpdump;
  }

  /**
   * Everything from now on that comes in at a device of the namespace, or goes out too; of all devices but loopback, new ones
   * included.
   *
   * @throws NetlabError `program-missing`, `command-failed` where the file can not be written
   */
  static async start(namespace: Namespace, path: string, packets: "in" | "inout"): Promise<Capture> {
    if (!hasProgram("tcpdump")) throw new NetlabError("program-missing", "tcpdump");
    const file = resolve(path);
    // As root all the way: who it would become otherwise may not write there.
    const options = ["-i", "any", "-n", "-Q", packets, "-U", "--immediate-mode", "-Z", "root", "-w", file];
    const tcpdump = namespace.spawn("tcpdump", [...options, "not net 127.0.0.0/8 and not host ::1"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said: string[] = [];
    if (tcpdump.stderr) {
      for await (const line of createInterface({ input: tcpdump.stderr })) {
        if (line.includes("listening on")) return new Capture(file, tcpdump);
        said.push(line);
      }
    }
    throw new NetlabError("command-failed", `tcpdump (${said.join(" ")})`);
  }

  /** Ends it; the file is complete then. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#tcpdump.exitCode !== null || this.#tcpdump.signalCode !== null) return;
    const ended = once(this.#tcpdump, "exit");
    this.#tcpdump.kill("SIGTERM");
    await ended;
  }
}
