import { type Family, type IpAddress, sameIp, type TransportAddress } from "../stun/ip-address.ts";
import type { Call } from "./call.ts";
import type { User } from "./credentials.ts";
import { Expirable } from "./expiry-queue.ts";
import type { CloseReason } from "./metrics.ts";
import type { Path, RememberedAnswer } from "./path.ts";
import type { RelaySocket } from "./relay-sockets.ts";
import type { TokenBucket } from "./token-bucket.ts";

/** A peer address with a permission (RFC 8656 section 9; ports do not count) and what hangs on it. */
export class PeerHost {
  readonly ip: IpAddress;
  /** Whether datagrams may leave to it from a relay socket; never under same-call. */
  readonly isOutside: boolean;
  /** Milliseconds. */
  permittedUntil = 0;
  readonly channels: Channel[] = [];
  /** Public policy: whether it ever sent something here, and what went there before. */
  answered = false;
  packetsUnanswered = 0;
  bytesUnanswered = 0;

  constructor(ip: IpAddress, isOutside: boolean) {
    this.ip = ip;
    this.isOutside = isOutside;
  }
}

/** A channel number for one peer address and port (RFC 8656 section 12). */
export class Channel {
  readonly number: number;
  readonly host: PeerHost;
  readonly port: number;
  /** Milliseconds. */
  boundUntil = 0;

  constructor(number: number, host: PeerHost, port: number) {
    this.number = number;
    this.host = host;
    this.port = port;
  }
}

/** `opening` until the relay socket is there, which under same-call is at once. */
export type AllocationState = "opening" | "live" | "freed";

/** What an allocation is made of. */
interface AllocationParts {
  readonly path: Path;
  readonly call: Call;
  readonly user: User;
  readonly password: string;
  readonly relayed: TransportAddress;
  readonly up: TokenBucket;
  readonly down: TokenBucket;
  readonly now: number;
  /** Called when its time is over. */
  readonly onExpire: (allocation: Allocation, reason: CloseReason, now: number) => void;
}

/** RFC 8656 section 3.2. */
export class Allocation extends Expirable {
  state: AllocationState = "opening";
  readonly path: Path;
  readonly call: Call;
  readonly user: User;
  /** Kept, so that a secret taken out of use ends no call. */
  readonly password: string;
  /** Changes only while a socket for it is being opened. */
  relayed: TransportAddress;
  readonly createdAt: number;
  readonly up: TokenBucket;
  readonly down: TokenBucket;
  readonly hosts: PeerHost[] = [];
  readonly channels: Channel[] = [];
  /** Public policy only. */
  socket: RelaySocket | undefined;
  /** The success, for when the Allocate is repeated. */
  answer: RememberedAnswer | undefined;
  packetsUp = 0;
  bytesUp = 0;
  packetsDown = 0;
  bytesDown = 0;
  readonly #onExpire: AllocationParts["onExpire"];

  constructor(parts: AllocationParts) {
    super();
    this.path = parts.path;
    this.call = parts.call;
    this.user = parts.user;
    this.password = parts.password;
    this.relayed = parts.relayed;
    this.up = parts.up;
    this.down = parts.down;
    this.createdAt = parts.now;
    this.#onExpire = parts.onExpire;
  }

  get family(): Family {
    return this.relayed.ip.family;
  }

  override expire(now: number): void {
    this.#onExpire(this, "expired", now);
  }

  /** The permission for an address. Few enough to look through, which allocates nothing. */
  host(ip: IpAddress): PeerHost | undefined {
    for (const host of this.hosts) if (sameIp(host.ip, ip)) return host;
    return undefined;
  }

  channel(number: number): Channel | undefined {
    for (const channel of this.channels) if (channel.number === number) return channel;
    return undefined;
  }

  /** Takes out what ran out, so that it neither counts nor blocks. */
  prune(now: number): void {
    retain(this.channels, (channel) => channel.boundUntil > now);
    for (const host of this.hosts) retain(host.channels, (channel) => channel.boundUntil > now);
    retain(this.hosts, (host) => host.permittedUntil > now || host.channels.length > 0);
  }
}

function retain<T>(list: T[], keep: (item: T) => boolean): void {
  const kept = list.filter(keep);
  if (kept.length !== list.length) list.splice(0, list.length, ...kept);
}
