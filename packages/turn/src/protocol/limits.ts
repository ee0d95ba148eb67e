/** What one server, one user and one address may use. Every figure can be set; these are the defaults. */
export interface Limits {
  /** Live allocations of one user; browsers open up to 6 a page, and twice that while ICE restarts. */
  readonly allocationsPerUser: number;
  /** Live allocations of this server, and of one address (IPv4 /32, IPv6 /64). */
  readonly allocations: number;
  readonly allocationsPerAddress: number;
  /** New allocations a second, of the server and of one address. */
  readonly allocatesPerSecond: number;
  readonly allocatesPerSecondPerAddress: number;
  /** Answers a second to one address (IPv4 /32, IPv6 /64) that has not authenticated. */
  readonly challengesPerSecondPerAddress: number;
  /** Binding answers a second to one network (IPv4 /24, IPv6 /64). */
  readonly bindingsPerSecondPerNetwork: number;
  /** Relayed bits a second, per direction and allocation; one second's worth may come at once. */
  readonly bitsPerSecond: number;
  /** Relayed bytes of one call, both directions together. */
  readonly bytesPerCall: number;
  /** Peer addresses and channels of one allocation. */
  readonly peersPerAllocation: number;
  readonly channelsPerAllocation: number;
  /** Longest lifetime a client gets, in seconds, 600 to 3600. */
  readonly maxLifetime: number;
  /** Seconds for which a nonce is good. */
  readonly nonceLifetime: number;
  /** Seconds from connecting over TCP or TLS to an allocation, and for a TLS handshake. */
  readonly startSeconds: number;
  /** Open TCP and TLS connections, of the server and of one address. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
}

export const DEFAULT_LIMITS: Limits = {
  allocationsPerUser: 16,
  allocations: 500,
  allocationsPerAddress: 100,
  allocatesPerSecond: 50,
  allocatesPerSecondPerAddress: 10,
  challengesPerSecondPerAddress: 10,
  bindingsPerSecondPerNetwork: 20,
  bitsPerSecond: 6_000_000,
  bytesPerCall: 20 * 1024 ** 3,
  peersPerAllocation: 16,
  channelsPerAllocation: 32,
  maxLifetime: 600,
  nonceLifetime: 600,
  startSeconds: 10,
  connections: 2000,
  connectionsPerAddress: 64,
};

/** Longest datagram and longest relayed data, bytes. */
export const MAX_DATAGRAM = 1500;
/** Longest message on TCP and TLS, bytes. */
export const MAX_FRAME = 2048;
/** RFC 8656 section 3.2: seconds. */
export const DEFAULT_LIFETIME = 600;
/** RFC 8656 section 9: milliseconds. */
export const PERMISSION_LIFETIME = 300_000;
/** RFC 8656 section 12: milliseconds. */
export const CHANNEL_LIFETIME = 600_000;
/** RFC 8656 section 7.2: how long a port next to an even one stays reserved, milliseconds. */
export const RESERVATION_LIFETIME = 30_000;
/** RFC 8489 section 6.3.1: for how long a repeated request gets the first answer, milliseconds. */
export const ANSWER_MEMORY = 40_000;
/** What may go to a peer that has never answered, so that the server is no use for floods. */
export const UNANSWERED_PACKETS = 50;
export const UNANSWERED_BYTES = 20_000;
/** Below these the peer would be a system service. */
export const LOWEST_PEER_PORT = 1024;
