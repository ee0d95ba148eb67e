import { Access, type Addresses, type Connection, familiesOf, type Surroundings } from "./access.ts";
import { Capture } from "./capture.ts";
import type { Line } from "./line/line.ts";
import type { Namespace } from "./namespace.ts";
import type { Firewall } from "./rules.ts";

/** A machine in the lab. */
export interface Host {
  readonly name: string;
  readonly namespace: Namespace;
  /** Its own addresses, by family. */
  readonly addresses: Addresses;
  /** The addresses the internet sees it by: those of its NAT where there is one. */
  readonly seenAs: Addresses;
  /** What it is connected by, if it was connected with `line`. Another one after `move`. */
  readonly line: Line | undefined;

  /**
   * Connects it in another way, as a phone that leaves Wi-Fi: its device disappears, and another one comes up (`eth1` after
   * `eth0`) with other addresses, behind another gateway. Programs go on; names of domains follow.
   *
   * @param connection without it another one like the one it has
   * @throws NetlabError as `addHost` does
   */
  move(connection?: Connection): Promise<void>;

  /**
   * Changes what its gateway lets out, connections that are open included.
   *
   * @throws NetlabError `no-gateway` when it has neither NAT nor firewall
   */
  setFirewall(firewall: Firewall | undefined): Promise<void>;

  /** Writes all packets of the host to a file, until the lab ends or the capture. @throws NetlabError `program-missing` */
  capture(file: string): Promise<Capture>;
}

/** What a host asks of its lab. */
export interface HostLab {
  /** Finds a place for it. @throws NetlabError `full`, `closed` */
  placeFor(host: string): Surroundings;
  /** A place it left. */
  free(place: number): void;
  /** Tells everyone where domains lead to now. */
  tellNames(): Promise<void>;
}

export class LabHost implements Host {
  readonly name: string;
  readonly namespace: Namespace;
  readonly #lab: HostLab;
  #access: Access;
  /** Number of its newest device. */
  #device = 0;
  /** The last move, done or not. */
  #moved: Promise<void> = Promise.resolve();

  private constructor(name: string, namespace: Namespace, lab: HostLab, access: Access) {
    this.name = name;
    this.namespace = namespace;
    this.#lab = lab;
    this.#access = access;
  }

  /** @param namespace of the host, in which there is nothing yet */
  static async connect(
    name: string,
    namespace: Namespace,
    lab: HostLab,
    around: Surroundings,
    connection: Connection,
  ): Promise<LabHost> {
    const access = await Access.prepare(around, connection, { namespace, device: "eth0" });
    try {
      await access.raise();
      await lab.tellNames();
      return new LabHost(name, namespace, lab, access);
    } catch (error) {
      await access[Symbol.asyncDispose]();
      throw error;
    }
  }

  get addresses(): Addresses {
    return this.#access.addresses;
  }

  get seenAs(): Addresses {
    return this.#access.seenAs;
  }

  get line(): Line | undefined {
    return this.#access.line;
  }

  async move(connection?: Connection): Promise<void> {
    const moved = this.#moved.then(() => this.#move(connection ?? this.#access.connection));
    // Who asked for it is told; the next one begins all the same.
    this.#moved = moved.catch(() => undefined);
    await moved;
  }

  async setFirewall(firewall: Firewall | undefined): Promise<void> {
    await this.#access.setFirewall(firewall);
  }

  async capture(file: string): Promise<Capture> {
    return await Capture.start(this.namespace, file, "inout");
  }

  async #move(connection: Connection): Promise<void> {
    const around = this.#lab.placeFor(this.name);
    const device = `eth${this.#device + 1}`;
    await this.namespace.set({
      "net.ipv6.conf.default.disable_ipv6": familiesOf(connection).includes("ipv6") ? 0 : 1,
    });
    let next: Access;
    try {
      next = await Access.prepare(around, connection, { namespace: this.namespace, device });
    } catch (error) {
      this.#lab.free(around.place);
      throw error;
    }
    const before = this.#access;
    await before.drop();
    this.#device += 1;
    this.#access = next;
    try {
      await next.raise();
      await this.#lab.tellNames();
    } finally {
      await before[Symbol.asyncDispose]();
      this.#lab.free(before.place);
    }
  }
}
