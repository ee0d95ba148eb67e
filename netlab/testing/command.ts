import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

const start = (args: readonly string[], options: SpawnOptions): ChildProcess => {
  const program = ["--import", "tsx", "--conditions=source", MAIN];
  return spawn(process.execPath, [...program, ...args], { stdio: ["pipe", "pipe", "pipe"], ...options });
};

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command to its end with this on its standard input. */
export const netlab = async (
  args: readonly string[],
  input = "",
  options: SpawnOptions = {},
): Promise<Ended> => {
  const child = start(args, options);
  child.stdin?.on("error", () => undefined).end(input);
  const [out, error, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
    once(child, "close"),
  ]);
  return { code, out, error };
};

/** A lab that the command holds open. */
export class OpenLab implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  /** All it writes to standard error, when it has ended. */
  readonly error: Promise<string>;

  private constructor(child: ChildProcess) {
    this.child = child;
    this.ended = once(child, "exit");
    this.error = child.stderr ? text(child.stderr) : Promise.resolve("");
  }

  static async open(...args: readonly string[]): Promise<OpenLab> {
    const child = start(["open", ...args], {});
    const lab = new OpenLab(child);
    if (!child.stdout) throw new Error("a command has a standard output");
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes(" is open.")) return lab;
    throw new Error(`the lab did not open: ${await lab.error}`);
  }

  /** Gives it a command from another process. */
  async do(...words: readonly string[]): Promise<Ended> {
    return await netlab(["--lab", String(this.child.pid), ...words]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}
