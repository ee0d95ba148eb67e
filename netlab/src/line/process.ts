import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NetlabError } from "../errors.ts";
import type { Both, Carried } from "./counts.ts";
import type { Order, Report } from "./orders.ts";
import type { LineState } from "./settings.ts";
import { checkTun, type End, spawnBetween } from "./tun.ts";

/** Node.js with what it needs to run the emulator: as it is when built, translated as it is read when not. */
const emulator = (): readonly string[] => {
  const file = fileURLToPath(new URL("./emulator.ts", import.meta.url));
  if (!import.meta.url.endsWith(".ts")) return [process.execPath, file.replace(/ts$/, "js")];
  const translator = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return [process.execPath, "--import", translator, file];
};

interface Waiting {
  resolve(counts: Both<Carried>): void;
  reject(error: NetlabError): void;
}

/** The process that carries the packets of a line. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #waiting: Waiting[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, "exit");
    child.on("message", (counts: Both<Carried>) => this.#waiting.shift()?.resolve(counts));
    child.once("exit", () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new NetlabError("line-gone"));
    });
  }

  /**
   * Makes the devices at both ends, which are down, and carries what goes through them.
   *
   * @throws NetlabError `program-missing`, `tun-missing`, `command-failed`
   */
  static async start(host: End, net: End, state: LineState): Promise<LineProcess> {
    checkTun();
    const child = spawnBetween([host, net], [...emulator(), JSON.stringify(state)]);
    const said = child.stderr ? text(child.stderr) : Promise.resolve("");
    const ready = once(child, "message").then(([report]: Report[]) => report);
    const first = await Promise.race([ready, once(child, "exit")]);
    if (first === "ready") return new LineProcess(child);
    throw new NetlabError("command-failed", `line of ${host.namespace} (${(await said).trim()})`);
  }

  /** Has an order followed. @throws NetlabError `line-gone` */
  async tell(order: Order): Promise<Both<Carried>> {
    if (!this.#child.connected) throw new NetlabError("line-gone");
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.send(order);
    });
  }

  /** Resolves when its devices are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
