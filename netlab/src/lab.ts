import { type Family, PLACES, privateSubnet, publicSubnet, routedSubnet, type Subnet } from "./addresses.ts";
import { NetlabError } from "./errors.ts";
import { connect } from "./link.ts";
import { checkMachine } from "./machine.ts";
import { Namespace } from "./namespace.ts";
import { newLabName } from "./owner.ts";
import { removeOrphans } from "./remove.ts";
import { type Firewall, gatewayRules, INSIDE, type Nat, OUTSIDE } from "./rules.ts";

/** How a host is connected. Without `nat` and `firewall` it is at the internet itself, with nothing between. */
export interface Connection {
  /** Families it has addresses of; without it both. */
  readonly families?: readonly Family[];
  readonly nat?: Nat;
  readonly firewall?: Firewall;
}

/** A machine in the lab. */
export interface Host {
  readonly name: string;
  readonly namespace: Namespace;
  /** Its own addresses, by family. */
  readonly addresses: { readonly [F in Family]?: string };
  /** The addresses the internet sees it by: those of its NAT where there is one. */
  readonly seenAs: { readonly [F in Family]?: string };
}

const BOTH: readonly Family[] = ["ipv4", "ipv6"];

/**
 * An internet on this machine, with hosts that are connected to it in one way or another. Every host and every gateway is a
 * network namespace; addresses are from the ranges for documentation and count as public. Needs root on Linux with iproute2,
 * iptables and procps.
 */
export class Lab implements AsyncDisposable {
  readonly #name: string;
  readonly #router: Namespace;
  /** Names of all hosts, in the order of their places. */
  readonly #places: string[] = [];
  /** Everything to remove, newest last. */
  readonly #namespaces: Namespace[] = [];
  readonly #domains = new Map<string, Host>();
  #state: "open" | "closed" = "open";

  private constructor(name: string, router: Namespace) {
    this.#name = name;
    this.#router = router;
    this.#namespaces.push(router);
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
    const families = connection.families ?? BOTH;
    // Taken before the first wait, so that two at once get two places.
    const place = this.#places.push(name) - 1;
    const outer = publicSubnet(place);
    const namespace = await this.#create(name, families);
    const street = { namespace: this.#router, device: `place${place}`, n: place };
    const door = { namespace, device: "eth0" };
    const host = (own: Subnet, seenAs: Subnet): Host => ({
      name,
      namespace,
      addresses: pick(own, families),
      seenAs: pick(seenAs, families),
    });
    if (!connection.nat && !connection.firewall) {
      await connect(street, door, outer, families);
      await this.#tellNames();
      return host(outer, outer);
    }
    const inner = connection.nat ? privateSubnet(place) : routedSubnet(place);
    const gateway = await this.#create(`${name}-gateway`, families);
    await connect(street, { namespace: gateway, device: OUTSIDE }, outer, families);
    await connect({ namespace: gateway, device: INSIDE, n: 0 }, door, inner, families);
    for (const family of families) await gateway.setRules(family, gatewayRules(family, connection));
    await forwardPackets(gateway);
    const routed = families.filter((family) => family === "ipv6" || !connection.nat);
    await this.#router.ip(
      ...routed.map((family) => `route add ${inner[family].net} via ${outer[family].far}`),
    );
    await this.#tellNames();
    return host(inner, connection.nat ? { ...inner, ipv4: outer.ipv4 } : inner);
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
    for (const namespace of this.#namespaces.splice(0).reverse()) await namespace[Symbol.asyncDispose]();
  }

  #checkName(name: string): void {
    if (this.#state === "closed") throw new NetlabError("closed");
    if (!/^[a-z0-9-]{1,32}$/.test(name) || this.#places.includes(name))
      throw new NetlabError("name-invalid", name);
    if (this.#places.length === PLACES) throw new NetlabError("full");
  }

  async #create(name: string, families: readonly Family[]): Promise<Namespace> {
    const namespace = await Namespace.create(`${this.#name}-${name}`);
    this.#namespaces.push(namespace);
    // Without this every device has an IPv6 address of its own; loopback keeps ::1.
    if (!families.includes("ipv6")) await namespace.set({ "net.ipv6.conf.default.disable_ipv6": 1 });
    return namespace;
  }

  async #tellNames(): Promise<void> {
    // Browsers ask the system for TURN servers as complete names, which end with a dot.
    const lines = [...this.#domains].flatMap(([domain, { seenAs }]) =>
      Object.values(seenAs).map((address) => `${address} ${domain} ${domain}.\n`),
    );
    await Promise.all(this.#namespaces.map((namespace) => namespace.setHosts(lines.join(""))));
  }
}

const forwardPackets = (namespace: Namespace): Promise<void> =>
  namespace.set({ "net.ipv4.ip_forward": 1, "net.ipv6.conf.all.forwarding": 1 });

const pick = (subnet: Subnet, families: readonly Family[]): Host["addresses"] =>
  Object.fromEntries(families.map((family) => [family, subnet[family].far]));
