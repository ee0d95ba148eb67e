import { type Family, privateSubnet, publicSubnet, routedSubnet, type Subnet } from "./addresses.ts";
import { NetlabError } from "./errors.ts";
import { EmulatedLine } from "./line/line.ts";
import { LineProcess } from "./line/process.ts";
import { type LineSettings, type LineState, lineOf } from "./line/settings.ts";
import { bringUpFar, bringUpNear, connect, type End, overrunsOf, removeIfThere, takeDown } from "./link.ts";
import type { Namespace } from "./namespace.ts";
import { type Firewall, filterRules, type Gateway, INSIDE, type Nat, natRules, OUTSIDE } from "./rules.ts";

/** How a host is connected. Without `nat` and `firewall` it is at the internet itself, with nothing between. */
export interface Connection {
  /** Families it has addresses of; without it both. */
  readonly families?: readonly Family[];
  readonly nat?: Nat;
  readonly firewall?: Firewall;
  /** Where it is there, even empty, all packets go through an emulated line between the host and its gateway or the internet. */
  readonly line?: Partial<LineSettings>;
}

/** Addresses by family. */
export type Addresses = { readonly [F in Family]?: string };

/** What a host is connected to. */
export interface Surroundings {
  readonly router: Namespace;
  /** Place at the internet. */
  readonly place: number;
  /** Makes the namespace of a gateway. */
  makeGateway(families: readonly Family[]): Promise<Namespace>;
  removeGateway(gateway: Namespace): Promise<void>;
}

const BOTH: readonly Family[] = ["ipv4", "ipv6"];

export const familiesOf = (connection: Connection): readonly Family[] => connection.families ?? BOTH;

export const forwardPackets = (namespace: Namespace): Promise<void> =>
  namespace.set({ "net.ipv4.ip_forward": 1, "net.ipv6.conf.all.forwarding": 1 });

const innerSubnet = (place: number, { nat }: Connection): Subnet =>
  nat ? privateSubnet(place) : routedSubnet(place);

const pick = (subnet: Subnet, families: readonly Family[]): Addresses =>
  Object.fromEntries(families.map((family) => [family, subnet[family].far]));

/** The way of one host to the internet: its addresses, gateway, line. Made in two steps, so that a move takes little time. */
export class Access implements AsyncDisposable {
  readonly place: number;
  readonly addresses: Addresses;
  readonly seenAs: Addresses;
  readonly #connection: Connection;
  readonly #around: Surroundings;
  readonly #gateway: Namespace | undefined;
  readonly #host: End;
  readonly #subnet: Subnet;
  #firewall: Firewall | undefined;
  #line: EmulatedLine | undefined;
  #state: "there" | "gone" = "there";

  private constructor(
    around: Surroundings,
    connection: Connection,
    host: End,
    gateway: Namespace | undefined,
  ) {
    const families = familiesOf(connection);
    const outer = publicSubnet(around.place);
    const inner = innerSubnet(around.place, connection);
    this.place = around.place;
    this.#connection = connection;
    this.#around = around;
    this.#gateway = gateway;
    this.#host = host;
    this.#subnet = gateway ? inner : outer;
    this.#firewall = connection.firewall;
    this.addresses = pick(this.#subnet, families);
    this.seenAs = pick(connection.nat ? { ...inner, ipv4: outer.ipv4 } : this.#subnet, families);
  }

  /**
   * Makes everything but what the host sees of it: of a line there is a device already, which is down.
   *
   * @throws NetlabError `line-invalid`, `program-missing`, `tun-missing`, `command-failed`
   */
  static async prepare(around: Surroundings, connection: Connection, host: End): Promise<Access> {
    const settings = connection.line && lineOf(connection.line);
    const gateway =
      connection.nat || connection.firewall ? await around.makeGateway(familiesOf(connection)) : undefined;
    const access = new Access(around, connection, host, gateway);
    try {
      if (gateway) await access.#open(gateway);
      if (settings) access.#line = await access.#start(settings);
      return access;
    } catch (error) {
      await access[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** As it is now, to make another one like it. */
  get connection(): Connection {
    const { firewall: _, ...others } = this.#connection;
    return {
      ...others,
      ...(this.#firewall && { firewall: this.#firewall }),
      ...(this.#line && { line: this.#line.settings }),
    };
  }

  get line(): EmulatedLine | undefined {
    return this.#line;
  }

  /** Gives the host its device, addresses and routes. */
  async raise(): Promise<void> {
    const families = familiesOf(this.#connection);
    if (!this.#line) return await connect(this.#near, this.#host, this.#subnet, families);
    await bringUpNear(this.#near, this.#subnet, families);
    await bringUpFar(this.#host, this.#subnet, families);
  }

  /** @throws NetlabError `no-gateway` */
  async setFirewall(firewall: Firewall | undefined): Promise<void> {
    if (!this.#gateway) throw new NetlabError("no-gateway");
    this.#firewall = firewall;
    for (const family of familiesOf(this.#connection))
      await this.#gateway.setRules(family, filterRules(family, this.#rules));
  }

  /** Takes the host's device away. */
  async drop(): Promise<void> {
    if (this.#state === "gone") return;
    this.#state = "gone";
    if (this.#line) await this.#line[Symbol.asyncDispose]();
    else await removeIfThere(this.#near);
  }

  /** Removes it with the host's device. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop();
    if (!this.#gateway) return;
    // The kernel takes its time to remove what belongs to a namespace; the place can be taken again at once.
    await removeIfThere({ namespace: this.#around.router, device: this.#street });
    await this.#around.removeGateway(this.#gateway);
  }

  /** Name of the device of its place at the internet. */
  get #street(): string {
    return `place${this.place}`;
  }

  get #near(): End & { readonly n: number } {
    return this.#gateway
      ? { namespace: this.#gateway, device: INSIDE, n: 0 }
      : { namespace: this.#around.router, device: this.#street, n: this.place };
  }

  get #rules(): Gateway {
    return { inside: this.#subnet.ipv4.far, nat: this.#connection.nat, firewall: this.#firewall };
  }

  async #open(gateway: Namespace): Promise<void> {
    const { router, place } = this.#around;
    const families = familiesOf(this.#connection);
    const { nat } = this.#connection;
    const outer = publicSubnet(place);
    const street = { namespace: router, device: this.#street, n: place };
    await connect(street, { namespace: gateway, device: OUTSIDE }, outer, families);
    for (const family of families) {
      await gateway.setRules(family, filterRules(family, this.#rules) + natRules(family, this.#rules));
    }
    await forwardPackets(gateway);
    const routed = families.filter((family) => family === "ipv6" || !nat);
    await router.ip(
      ...routed.map((family) => `route add ${this.#subnet[family].net} via ${outer[family].far}`),
    );
  }

  async #start(settings: LineState): Promise<EmulatedLine> {
    const near = this.#near;
    const host = this.#host;
    const process = await LineProcess.start(
      { namespace: host.namespace.name, device: host.device },
      { namespace: near.namespace.name, device: near.device },
      settings,
    );
    return new EmulatedLine(settings, process, {
      unplug: () => takeDown(host),
      plug: () => bringUpFar(host, this.#subnet, familiesOf(this.#connection)),
      overruns: async () => {
        const [up, down] = await Promise.all([host, near].map(overrunsOf));
        return { up: up ?? 0, down: down ?? 0 };
      },
    });
  }
}
