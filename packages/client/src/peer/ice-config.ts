import type { IceServer } from "@onecall/protocol";

/** The STUN and TURN servers this device may use now. */
export interface IceList {
  /** Undefined while the server has told none: it could not be asked yet. */
  readonly servers: readonly IceServer[] | undefined;
  /** There are servers that are named after admit only (SPEC ICE-2). */
  readonly more: boolean;
}

/** Where a session gets its servers from (SPEC ICE-4). Nothing here waits longer than a moment. */
export interface IceSource {
  readonly list: IceList;
  /** Resolves with what there is once the last question was answered, or took too long. */
  ready(): Promise<IceList>;
  /** Both said yes: asks for the servers that were kept back until then. Resolves at once when there are none. */
  afterAdmit(): Promise<IceList>;
  /** Asks again, unless it did a moment ago: old credentials may be dead. */
  fresh(): Promise<IceList>;
}

/** True when one of these relays (RFC 7065). */
export const offersRelay = (servers: readonly IceServer[]): boolean =>
  servers.some(({ urls }) => urls.some((url) => /^turns?:/i.test(url)));

/**
 * What is left of `servers` when everything the browser does not know is taken out: one odd URL from a server nobody
 * vouches for must not cost the call. `accepts` tells whether the browser takes a whole list.
 */
export const usableServers = (
  servers: readonly IceServer[],
  accepts: (servers: IceServer[]) => boolean,
): IceServer[] => {
  const usable: IceServer[] = [];
  for (const server of servers) {
    if (accepts([...usable, server])) {
      usable.push(server);
      continue;
    }
    const urls = server.urls.filter((url) => accepts([...usable, { ...server, urls: [url] }]));
    if (urls.length > 0 && accepts([...usable, { ...server, urls }])) usable.push({ ...server, urls });
  }
  return usable;
};

/** A peer connection's configuration, of which only the servers ever change. */
export class IceConfiguration {
  readonly #Connection: typeof RTCPeerConnection;
  readonly #fixed: RTCConfiguration;

  constructor(Connection: typeof RTCPeerConnection, fixed: RTCConfiguration) {
    this.#Connection = Connection;
    this.#fixed = fixed;
  }

  /** A new connection with `servers`, as far as the browser takes them. */
  connect(servers: readonly IceServer[]): RTCPeerConnection {
    return this.#trying(servers, (configuration) => new this.#Connection(configuration));
  }

  /** Gives a connection other servers, for its next generation (W3C WebRTC 4.4.1.6). */
  change(connection: RTCPeerConnection, servers: readonly IceServer[]): void {
    // Firefox learned it with 119.
    if (connection.signalingState === "closed" || !("setConfiguration" in connection)) return;
    this.#trying(servers, (configuration) => connection.setConfiguration(configuration));
  }

  #trying<T>(servers: readonly IceServer[], run: (configuration: RTCConfiguration) => T): T {
    try {
      return run({ ...this.#fixed, iceServers: [...servers] });
    } catch {
      const usable = usableServers(servers, (iceServers) => this.#accepts(iceServers));
      return run({ ...this.#fixed, iceServers: usable });
    }
  }

  #accepts(iceServers: IceServer[]): boolean {
    try {
      new this.#Connection({ iceServers }).close();
      return true;
    } catch {
      return false;
    }
  }
}
