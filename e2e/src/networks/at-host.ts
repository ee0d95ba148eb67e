import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Forward, Host } from "@onecall/netlab";
import type { LaunchOptions } from "puppeteer-core";
import type { BrowserName, Place } from "../browser/launch.ts";
import type { Authority } from "./authority.ts";

/** At a host of a lab: browsers start in its namespace and trust the authority, for pages and for TURN over TLS alike. */
export class AtHost implements Place, AsyncDisposable {
  readonly host: Host;
  readonly #authority: Authority;
  readonly #folder: string;
  readonly #forwards: Forward[] = [];

  private constructor(host: Host, authority: Authority, folder: string) {
    this.host = host;
    this.#authority = authority;
    this.#folder = folder;
  }

  static async of(host: Host, authority: Authority): Promise<AtHost> {
    return new AtHost(host, authority, await mkdtemp(join(tmpdir(), "onecall-place-")));
  }

  get name(): string {
    return this.host.namespace.name;
  }

  async launchOptions(browser: BrowserName, program: string): Promise<LaunchOptions> {
    const executablePath = await this.host.namespace.executable(program);
    const home = join(this.#folder, browser);
    if (browser === "chromium") {
      await this.#authority.trustIn(join(home, ".pki/nssdb"));
      // Loopback in there can not be reached from here, a pipe can.
      return { executablePath, pipe: true, env: { ...process.env, HOME: home } };
    }
    // Firefox is driven over a port of loopback in there, through pipes that ICE does not see.
    const forward = await this.host.namespace.forward();
    this.#forwards.push(forward);
    await this.#authority.trustIn(home);
    return { executablePath, debuggingPort: forward.port, userDataDir: home };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const forward of this.#forwards) await forward[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
