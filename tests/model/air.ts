import type { Clock } from "./clock.ts";
import type { IcePeer } from "./ice-peer.ts";
import type { Random } from "./random.ts";

/** How a device's packets travel right now. */
export interface Radio {
  /** Whether what it sends, and what is sent to it, gets through. */
  readonly sends: boolean;
  readonly hears: boolean;
  /** Grows with every change of network: what was agreed for another address is void. */
  readonly address: number;
  /** One way, ms. */
  readonly latency: number;
}

/** Longest without an answer to a check before a browser says so, and before it gives up (RFC 7675; measured). */
const DISCONNECTED_AFTER = 5_500;
const FAILED_AFTER = 15_500;

/** One agreed pair of candidates. */
export interface Pair {
  readonly a: IcePeer;
  readonly b: IcePeer;
  readonly addresses: readonly [number, number];
}

/** The network between peer connections: finds who may talk to whom, as ICE and DTLS do. */
export class Air {
  readonly clock: Clock;
  readonly random: Random;
  /** A device learns the other's address from its checks; without, both have to know each other's candidates. */
  readonly learnsAddresses: boolean;
  readonly #connections = new Set<IcePeer>();
  #planned = false;

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
    this.learnsAddresses = random.chance(0.7);
  }

  add(connection: IcePeer): void {
    this.#connections.add(connection);
  }

  remove(connection: IcePeer): void {
    this.#connections.delete(connection);
    this.changed();
  }

  /** Something changed that may connect or part two: looked at soon, as checks take a moment. */
  changed(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.clock.after(this.random.between(20, 120), () => {
      this.#planned = false;
      for (const connection of this.#connections) this.#look(connection);
    });
  }

  /** Packets of `from` reach `to` over their pair. */
  carries(from: IcePeer, to: IcePeer): boolean {
    const { pair } = from;
    if (!pair || to.pair !== pair || from.isClosed || to.isClosed) return false;
    const [a, b] = pair.addresses;
    const isThere = pair.a.radio.address === a && pair.b.radio.address === b;
    return isThere && from.radio.sends && to.radio.hears;
  }

  #look(connection: IcePeer): void {
    const other = this.#partner(connection);
    if (other && this.#reach(connection, other)) this.#join(connection, other);
    const peer = connection.peer;
    const works = peer !== undefined && this.carries(connection, peer) && this.carries(peer, connection);
    if (works) connection.works();
    else if (connection.isChecking) this.#count(connection);
    if (peer && this.carries(peer, connection)) peer.flush();
  }

  /** The one whose description this one has, and that has this one's. */
  #partner(connection: IcePeer): IcePeer | undefined {
    const { agreed } = connection;
    if (!agreed || connection.isClosed) return undefined;
    for (const other of this.#connections) {
      const theirs = other.agreed;
      if (other === connection || other.isClosed || !theirs) continue;
      const isMutual =
        theirs.local.ufrag === agreed.remote.ufrag && theirs.remote.ufrag === agreed.local.ufrag;
      if (!isMutual) continue;
      const isProven =
        agreed.remote.fingerprint === theirs.local.fingerprint &&
        theirs.remote.fingerprint === agreed.local.fingerprint;
      return isProven ? other : undefined;
    }
    return undefined;
  }

  /** A check of one gets an answer of the other. */
  #reach(a: IcePeer, b: IcePeer): boolean {
    const known = [a.knowsAddressOf(b), b.knowsAddressOf(a)];
    const isKnown = this.learnsAddresses ? known.some(Boolean) : known.every(Boolean);
    const isWhole = a.radio.sends && a.radio.hears && b.radio.sends && b.radio.hears;
    return isKnown && isWhole && a.isAtHome && b.isAtHome && !a.isSpent && !b.isSpent;
  }

  #join(a: IcePeer, b: IcePeer): void {
    const { pair } = a;
    const addresses = [a.radio.address, b.radio.address] as const;
    const isSame =
      pair !== undefined &&
      b.pair === pair &&
      (pair.a === a ? pair.addresses : pair.addresses.toReversed()).join() === addresses.join();
    if (isSame) return;
    const made: Pair = { a, b, addresses };
    a.pair = made;
    b.pair = made;
    a.peer = b;
    b.peer = a;
  }

  /** Nothing comes back: a browser notices late, and gives up later. */
  #count(connection: IcePeer): void {
    const since = connection.silentSince ?? this.clock.now;
    connection.silentSince = since;
    const passed = this.clock.now - since;
    if (passed >= FAILED_AFTER) connection.fails();
    else if (passed >= DISCONNECTED_AFTER) connection.falters();
    const next = passed >= DISCONNECTED_AFTER ? FAILED_AFTER : DISCONNECTED_AFTER;
    if (passed < FAILED_AFTER) this.clock.after(next - passed, () => this.changed());
  }
}
