import { type Connection, familiesOf, forwardPackets, type Surroundings } from "./access.ts";
import { type Family, PLACES } from "./addresses.ts";
import { Capture } from "./capture.ts";
import { NetlabError } from "./errors.ts";
import { type Host, type HostLab, LabHost } from "./host.ts";
import { checkMachine } from "./machine.ts";
import { Namespace } from "./namespace.ts";
import { newLabName } from "./owner.ts";
import { Places } from "./places.ts";
import { removeOrphans } from "./remove.ts";

/**
 * An internet on this machine, with hosts that are connected to it in one way or another. Every host and every gateway is a
 * network namespace; addresses are from the ranges for documentation and count as public. Needs root on Linux with iproute2,
 * iptables and procps.
 */
export class Lab implements AsyncDisposable {
  readonly #name: string;
  readonly #router: Namespace;
  readonly #places = new Places(PLACES);
  /** Of hosts, and of what is not to be taken for one. */
  readonly #names = new Set(["internet"]);
  /** Everything to remove, newest last. */
  readonly #namespaces = new Set<Namespace>();
  readonly #domains = new Map<string, Host>();
  #state: "open" | "closed" = "open";

  private constructor(name: string, router: Namespace) {
    this.#name = name;
    this.#router = router;
    this.#namespaces.add(router);
  }

  /**
   * Makes a lab with an internet and nobody in it, and removes what crashed processes left of theirs.
   *
   * @throws NetlabError `not-linux`, `not-root`, `program-missing`, `command-failed`
   */
  static async open(): Promise<Lab> {
    checkMachine();
    await removeOrphans();
    const name = newLabName();
    const router = await Namespace.create(`${name}-internet`);
    await forwardPackets(router);
    return new Lab(name, router);
  }

  /** Where everything passes that goes from one host to another; the place to watch from. */
  get internet(): Namespace {
    return this.#router;
  }

  /**
   * Connects a new host.
   *
   * @throws NetlabError `name-invalid`, `full`, `closed`, `command-failed`
   */
  async addHost(name: string, connection: Connection = {}): Promise<Host> {
    this.#checkName(name);
    // Taken before the first wait, so that two at once get two.
    const around = this.#placeFor(name);
    this.#names.add(name);
    const namespace = await this.#create(name, familiesOf(connection));
    try {
      return await LabHost.connect(name, namespace, this.#forHosts, around, connection);
    } catch (error) {
      await this.#remove(namespace);
      this.#names.delete(name);
      this.#places.free(around.place);
      throw error;
    }
  }

  /** Writes all packets that cross the internet to a file, once each, until the lab ends or the capture. @throws NetlabError `program-missing` */
  async capture(file: string): Promise<Capture> {
    return await Capture.start(this.#router, file, "in");
  }

  /**
   * Makes a domain name lead to the addresses of a host, for everyone in the lab.
   *
   * @throws NetlabError `domain-invalid`, `closed`
   */
  async addDomain(domain: string, host: Host): Promise<void> {
    if (this.#state === "closed") throw new NetlabError("closed");
    if (!/^[a-z0-9.-]{1,253}$/i.test(domain)) throw new NetlabError("domain-invalid", domain);
    this.#domains.set(domain, host);
    await this.#tellNames();
  }

  /** Ends everything that runs in the lab and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = "closed";
    const namespaces = [...this.#namespaces].reverse();
    this.#namespaces.clear();
    for (const namespace of namespaces) await namespace[Symbol.asyncDispose]();
  }

  #checkName(name: string): void {
    if (this.#state === "closed") throw new NetlabError("closed");
    const isGateway = /-gateway\d+$/.test(name);
    if (!/^[a-z0-9-]{1,32}$/.test(name) || isGateway || this.#names.has(name))
      throw new NetlabError("name-invalid", name);
  }

  #placeFor(host: string): Surroundings {
    if (this.#state === "closed") throw new NetlabError("closed");
    const place = this.#places.take();
    return {
      router: this.#router,
      place,
      makeGateway: (families) => this.#create(`${host}-gateway${place}`, families),
      removeGateway: (gateway) => this.#remove(gateway),
    };
  }

  get #forHosts(): HostLab {
    return {
      placeFor: (host) => this.#placeFor(host),
      free: (place) => this.#places.free(place),
      tellNames: () => this.#tellNames(),
    };
  }

  async #remove(namespace: Namespace): Promise<void> {
    this.#namespaces.delete(namespace);
    await namespace[Symbol.asyncDispose]();
  }

  async #create(name: string, families: readonly Family[]): Promise<Namespace> {
    const namespace = await Namespace.create(`${this.#name}-${name}`);
    this.#namespaces.add(namespace);
    // Without this every device has an IPv6 address of its own; loopback keeps ::1.
    if (!families.includes("ipv6")) await namespace.set({ "net.ipv6.conf.default.disable_ipv6": 1 });
    return namespace;
  }

  async #tellNames(): Promise<void> {
    // Browsers ask the system for TURN servers as complete names, which end with a dot.
    const lines = [...this.#domains].flatMap(([domain, { seenAs }]) =>
      Object.values(seenAs).map((address) => `${address} ${domain} ${domain}.\n`),
    );
    await Promise.all([...this.#namespaces].map((namespace) => namespace.setHosts(lines.join(""))));
  }
}
