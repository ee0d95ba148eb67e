import type { IpAddress, TransportAddress } from "../stun/ip-address.ts";
import type { Limits } from "./limits.ts";
import type { Observer } from "./metrics.ts";
import type { RelaySockets } from "./relay-sockets.ts";

/** The addresses peers see; a family without one is not relayed. */
export interface RelayAddresses {
  readonly ipv4?: IpAddress;
  readonly ipv6?: IpAddress;
}

/** `bits` leading bits of `ip` are the range. */
export interface IpRange {
  readonly ip: IpAddress;
  readonly bits: number;
}

/** Only between the two seats of a call, in this process. */
interface SameCallSettings {
  readonly kind: "same-call";
  readonly admits?: "each" | "all";
}

/** To the public internet, over real sockets. */
export interface PublicSettings {
  readonly kind: "public";
  readonly firstPort: number;
  readonly lastPort: number;
  /** Addresses of this machine, and ranges nobody may reach. */
  readonly own: readonly IpAddress[];
  readonly denied: readonly IpRange[];
  /** Ranges that are special-purpose and allowed all the same, for networks of one's own. */
  readonly allowed: readonly IpRange[];
  readonly sockets: RelaySockets;
  /** Whether datagrams to peers carry the DF bit. */
  readonly dontFragment: boolean;
}

/** What the core is made of. Everything was checked before. */
export interface CoreSettings {
  readonly realm: string;
  /** The first one issues, every one is accepted. */
  readonly secrets: readonly string[];
  /** 32 bytes, the same for all workers and servers that clients may meet under one name. */
  readonly nonceKey: Uint8Array;
  readonly limits: Limits;
  readonly relay: RelayAddresses;
  readonly policy: SameCallSettings | PublicSettings;
  readonly observer: Observer;
}

/** Where clients shall go instead of here. */
export interface Alternates {
  readonly ipv4?: TransportAddress;
  readonly ipv6?: TransportAddress;
}
