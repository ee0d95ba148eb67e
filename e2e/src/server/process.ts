import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { LEASH } from "./leash.ts";

/** The built server. */
export const SERVER_PROGRAM = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));
const READY = /ready at (http:\S+)/;

/** The built server as a process of its own, for what only processes can show. It ends with this one at the latest. */
export class ServerProcess implements AsyncDisposable {
  readonly origin: string;
  /** Everything written to stdout and stderr so far, by line. */
  readonly said: readonly string[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, origin: string, said: readonly string[]) {
    this.#child = child;
    this.origin = origin;
    this.said = said;
  }

  /** @param options as after `npm start --`. Throws when it ends before it is ready. */
  static async start(...options: string[]): Promise<ServerProcess> {
    const child = spawn(process.execPath, [...LEASH, SERVER_PROGRAM, ...options], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const said: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise<string>((resolve, reject) => {
      lines.on("line", (line) => {
        said.push(line);
        const [, origin] = READY.exec(line) ?? [];
        if (origin) resolve(origin);
      });
      child.once("exit", () => reject(new Error(`The server did not start: ${said.join(" ")}`)));
    });
    return new ServerProcess(child, await ready, said);
  }

  get port(): string {
    return new URL(this.origin).port;
  }

  /** Sends a signal and resolves with the exit code; null when the signal itself ended it. */
  async end(signal: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exit = once(this.#child, "exit");
    this.#child.kill(signal);
    const [code] = await exit;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }
}
