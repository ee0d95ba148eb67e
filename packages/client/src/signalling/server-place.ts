/** Addresses nobody reaches from the outside: loopback, RFC 1918, RFC 6598, link-local, RFC 4193 (as `URL.hostname` writes them). */
const NEAR_ADDRESS =
  /^(?:(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+|\[(?:::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\])$/;
/** Names of this machine or of a network at home or at work: RFC 6761, RFC 6762, RFC 8375, ICANN's .internal. */
const NEAR_NAME = /^(?:[^.]+|.*\.(?:localhost|local|lan|internal|home\.arpa))\.?$/;

/** True when the server is on this very machine. `hostname` as in `URL.hostname`. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";

/** SPEC CAND-4: true when the server is on this machine or, by its name, in a private network. */
export const isNear = (hostname: string): boolean =>
  NEAR_ADDRESS.test(hostname) || (!hostname.startsWith("[") && NEAR_NAME.test(hostname));
