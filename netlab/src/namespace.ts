import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Family } from "./addresses.ts";
import { run } from "./command.ts";
import { Forward } from "./forward.ts";
import { folderOf, removeNamespace, settingsOf } from "./remove.ts";

/** Nothing but the names of the lab is known, and whatever else is asked for is refused at once. */
const RESOLVER = "nameserver 127.0.0.1\n";

const OWN_HOSTS = "127.0.0.1 localhost\n::1 localhost\n";

/** A network of its own: devices, addresses, routes, rules, ports and names apart from the machine's. */
export class Namespace implements AsyncDisposable {
  /** As `ip netns list` shows it. */
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** Makes one that has nothing but a loopback. */
  static async create(name: string): Promise<Namespace> {
    const namespace = new Namespace(name);
    try {
      await namespace.#make();
      return namespace;
    } catch (error) {
      await removeNamespace(name);
      throw error;
    }
  }

  async #make(): Promise<void> {
    const name = this.name;
    for (const folder of [settingsOf(name), folderOf(name)]) await mkdir(folder, { recursive: true });
    await this.setHosts("");
    await writeFile(join(settingsOf(name), "resolv.conf"), RESOLVER);
    await run("ip", ["netns", "add", name]);
    // Nobody else can have the same address, so none waits to be used (RFC 4862 section 5.4).
    await this.set({ "net.ipv6.conf.all.accept_dad": 0, "net.ipv6.conf.default.accept_dad": 0 });
    await this.ip("link set lo up");
  }

  /** Runs lines of `ip`, like `route add default via 192.0.2.1`; the first that fails is the last. */
  async ip(...lines: readonly string[]): Promise<void> {
    await run("ip", ["-n", this.name, "-batch", "-"], `${lines.join("\n")}\n`);
  }

  /** Sets kernel parameters (sysctl) of this network. */
  async set(parameters: Readonly<Record<string, number>>): Promise<void> {
    await this.run("sysctl", [
      "-q",
      "-w",
      ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`),
    ]);
  }

  /** Replaces all rules of a family by those of an `iptables-save` text. */
  async setRules(family: Family, rules: string): Promise<void> {
    await this.run(family === "ipv4" ? "iptables-restore" : "ip6tables-restore", ["-w"], rules);
  }

  /** Says which names beside localhost programs in here know, in the format of hosts(5). Running ones see it too. */
  async setHosts(hosts: string): Promise<void> {
    // Written in place: the file is mounted over /etc/hosts of everything that runs in here.
    await writeFile(join(settingsOf(this.name), "hosts"), `${OWN_HOSTS}${hosts}`);
  }

  /** Runs a program in here to its end and gives what it wrote. @throws NetlabError `command-failed` */
  async run(program: string, args: readonly string[], input?: string): Promise<string> {
    return await run("ip", ["netns", "exec", this.name, program, ...args], input);
  }

  /** Starts a program in here; the process is the program itself, and ends with the namespace at the latest. */
  spawn(program: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn("ip", ["netns", "exec", this.name, program, ...args], options);
  }

  /**
   * Makes a program that starts `program` in here with the arguments it is given, for whoever wants the path of an executable:
   * `launch({ executablePath: await host.executable("/usr/bin/chromium") })`.
   */
  async executable(program: string): Promise<string> {
    const file = join(folderOf(this.name), basename(program));
    await writeFile(file, `#!/bin/sh\nexec ip netns exec '${this.name}' '${program}' "$@"\n`);
    await chmod(file, 0o755);
    return file;
  }

  /**
   * Makes a port of 127.0.0.1 in here reachable at the same port of 127.0.0.1 outside. It goes through pipes, so nothing in
   * here sees a network it would not see without.
   *
   * @param port which one; without it one that is free outside
   * @throws NetlabError `port-in-use`
   */
  async forward(port = 0): Promise<Forward> {
    return await Forward.open(this, port);
  }

  /** Ends everything that runs in here and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await removeNamespace(this.name);
  }
}
