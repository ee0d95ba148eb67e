import type { Limits } from "../protocol/limits.ts";
import type { Observer } from "../protocol/metrics.ts";

/** Where to listen. `host` is an IP address; IPv4 and IPv6 are listened on separately. Port 0 takes any free one. */
export type Listen =
  | { readonly transport: "udp" | "tcp"; readonly host: string; readonly port: number }
  | {
      readonly transport: "tls";
      readonly host: string;
      readonly port: number;
      /** PEM. */
      readonly cert: string | Buffer;
      readonly key: string | Buffer;
    };

/** Relays to the public internet over real sockets, one an allocation, from a range of ports. */
export interface PublicPolicyOptions {
  readonly kind: "public";
  /** 1024 to 65535, both inclusive, the same for IPv4 and IPv6. */
  readonly firstPort: number;
  readonly lastPort: number;
  /** Local addresses of the relay sockets; every address of the machine unless given. */
  readonly bind?: { readonly ipv4?: string; readonly ipv6?: string };
  /** Ranges nobody may reach, besides the special-purpose ones: `203.0.114.0/24`. */
  readonly denied?: readonly string[];
  /** Special-purpose or own addresses that may be reached all the same, in a network of one's own. */
  readonly allowed?: readonly string[];
}

/** Relays only between the seats of one call that was admitted; needs no relay ports. */
export interface SameCallPolicyOptions {
  readonly kind: "same-call";
  /** Default `each`: nothing before `admit`. `all`: whoever issues the credentials does so after admission only. */
  readonly admits?: "each" | "all";
}

/** Something the operator should know and that stops nothing. */
export interface TurnWarning {
  readonly code: "udp-buffer-capped";
  readonly message: string;
}

export interface TurnServerOptions {
  /** Shared secrets of the REST credentials, 16 to 256 characters. The first issues, all are accepted. */
  readonly secrets: readonly string[];
  /** May be empty when connections only come by `handOver`. */
  readonly listen: readonly Listen[];
  /** Default: same-call. */
  readonly policy?: SameCallPolicyOptions | PublicPolicyOptions;
  /** At most 12 visible ASCII characters, default `onecall`. */
  readonly realm?: string;
  /** 32 bytes; give the same one to all workers and servers that clients meet under one name. Default: random. */
  readonly nonceKey?: Uint8Array;
  /**
   * The addresses that peers see as relayed. Behind 1:1 NAT the public ones. Default: what is listened on, or the first address
   * of the machine.
   */
  readonly relayAddresses?: { readonly ipv4?: string; readonly ipv6?: string };
  /** Seconds for which issued credentials are good, default 600. */
  readonly credentialLifetime?: number;
  readonly limits?: Partial<Limits>;
  readonly observer?: Observer;
  readonly warn?: (warning: TurnWarning) => void;
}
