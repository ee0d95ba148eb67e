/** Why the server did not answer or did not relay something. Every silent drop is counted under one of these. */
export const DROP_REASONS = [
  // Frames.
  "malformed",
  "too-long",
  "response",
  "unknown-method",
  "unknown-indication",
  "binding-indication",
  // Rates.
  "challenge-rate",
  "binding-rate",
  // Relaying.
  "no-allocation",
  "no-permission",
  "no-channel",
  "bad-channel-length",
  "bad-indication",
  "bandwidth",
  "call-bytes",
  "unanswered",
  "peer-refused",
  "peer-gone",
  "queue-full",
  "opening",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Why a peer address is refused with 403. */
export const REFUSALS = [
  "not-admitted",
  "not-the-other-seat",
  "special-purpose",
  "own-address",
  "denied-range",
  "low-port",
  "too-many-peers",
] as const;
export type Refusal = (typeof REFUSALS)[number];
