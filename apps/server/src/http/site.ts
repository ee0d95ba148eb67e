import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Config } from "../config/schema.ts";
import type { PublicAddresses } from "../turn/public-addresses.ts";

/** How often the own addresses are looked at, ms. */
const LEARN_EVERY = 5_000;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** True for what looks like `host` of a URL and a Host header. */
export const isHost = (host: string | undefined): boolean =>
  host !== undefined && /^[\w.:[\]-]{1,255}$/.test(host);

const urlOf = (host: string): URL | undefined =>
  isHost(host) && URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;

/** The names and origins this server goes by. Complete once {@link Site.listenOn} told the port. */
export class Site {
  /** Pages that may use signalling, as `Origin` has it. */
  readonly #origins: Set<string>;
  /** `Host` headers under which this server is reached, with the scheme of its WebSockets. */
  readonly #hosts = new Map<string, "ws" | "wss">();
  /** Host names a device may have signed in its join. */
  readonly #names: Set<string>;
  readonly #publicUrl: URL | undefined;
  readonly #localNames: readonly string[];
  readonly #isSecure: boolean;
  readonly #isEverywhere: boolean;
  #port = 0;
  #learnedAt = Number.NEGATIVE_INFINITY;

  /** @param isSecure this server ends TLS itself */
  constructor(config: Pick<Config, "host" | "publicUrl" | "origins">, isSecure: boolean) {
    this.#isSecure = isSecure;
    this.#isEverywhere = isEverywhere(config.host);
    this.#publicUrl = config.publicUrl === undefined ? undefined : new URL(config.publicUrl);
    this.#localNames = [...LOOPBACK, ...bindName(config.host)];
    this.#origins = new Set(config.origins);
    this.#names = new Set(this.#localNames);
    if (this.#publicUrl) {
      this.#origins.add(this.#publicUrl.origin);
      this.#names.add(this.#publicUrl.hostname);
      this.#hosts.set(this.#publicUrl.host, this.#publicUrl.protocol === "https:" ? "wss" : "ws");
    }
  }

  /** `addresses`: those the internet reaches this machine by, besides its own. */
  listenOn(port: number, addresses: PublicAddresses): void {
    this.#port = port;
    for (const name of this.#localNames) this.#add(name);
    for (const address of Object.values(addresses)) this.#add(nameOf(address));
    this.#learnAddresses();
  }

  #add(name: string): void {
    const url = new URL(`${this.#isSecure ? "https" : "http"}://${name}:${this.#port}`);
    this.#names.add(name);
    this.#origins.add(url.origin);
    this.#hosts.set(url.host, this.#isSecure ? "wss" : "ws");
  }

  /** A machine gets new addresses while it runs: another network, another lease. */
  #learnAddresses(): void {
    const now = performance.now();
    if (!this.#isEverywhere || now < this.#learnedAt + LEARN_EVERY) return;
    this.#learnedAt = now;
    for (const address of ownAddresses()) this.#add(nameOf(address));
  }

  /** `host` of the address people open, when the operator told it. */
  get publicHost(): string | undefined {
    return this.#publicUrl?.host;
  }

  allowsOrigin(origin: string): boolean {
    if (this.#origins.has(origin)) return true;
    this.#learnAddresses();
    return this.#origins.has(origin);
  }

  /** True when the Host header names this server: a page of a rebound DNS name does not. */
  ownsHost(host: string | undefined): boolean {
    const url = host === undefined ? undefined : urlOf(host);
    return url !== undefined && this.#hosts.has(url.host);
  }

  /**
   * SPEC JOIN-2: true when a device may have reached this server by `name`. Besides the server's own names that is the
   * host of a listed origin, if the connection itself was made to that host.
   */
  ownsName(name: string, host: string | undefined): boolean {
    if (this.#names.has(name)) return true;
    if (host === undefined || urlOf(host)?.hostname !== name) return false;
    return [...this.#origins].some((origin) => new URL(origin).hostname === name);
  }

  /** Sources of `connect-src` besides 'self'. IPv6 literals are not possible there (CSP 3 section 2.3.1). */
  socketSources(host: string | undefined): string[] {
    const own = [host === undefined ? undefined : urlOf(host)?.host, this.#publicUrl?.host];
    return [...new Set(own)].flatMap((name) => {
      const scheme = name === undefined ? undefined : this.#hosts.get(name);
      return scheme && name !== undefined && !name.startsWith("[") ? `${scheme}://${name}` : [];
    });
  }

  /** True when this request surely came over https (RFC 6797 section 7.2: no HSTS otherwise). */
  isSecure(host: string | undefined, forwardedProto: string | undefined): boolean {
    if (this.#publicUrl?.protocol !== "https:") return false;
    return forwardedProto === "https" || host === this.#publicUrl.host;
  }
}

/** True for a listening address that means every address of this machine. */
export const isEverywhere = (host: string): boolean => ["*", "0.0.0.0", "::"].includes(host);

/** The configured listening address as a name, when it is one. */
const bindName = (host: string): string[] =>
  isEverywhere(host) || LOOPBACK.includes(host) ? [] : [nameOf(host)];

/** `URL.hostname` of a name or an address. */
const nameOf = (host: string): string =>
  isIP(host) === 6 ? new URL(`http://[${host}]`).hostname : host.toLowerCase();

/**
 * Addresses of this machine: pages under them are ours. No other page can pretend to one of them, as it could to a name
 * (DNS rebinding). Link-local ones need a zone, which no URL has.
 */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ address }) => (/^fe[89ab]/i.test(address) ? [] : [address])),
  );
