/** Times a room waits, ms. */
export interface RoomRules {
  /** How long the guest seat waits for a lost connection. */
  readonly seatGrace: number;
  /** How long a place in the queue waits for a lost connection. */
  readonly placeGrace: number;
  /** How long a knock waits for an absent host. */
  readonly knockWait: number;
}

/** Sockets a lobby holds at once. */
export const LOBBY_SOCKETS = 64;
/** Handles of devices that left which a room remembers; the oldest go first. */
export const REMEMBERED = 128;
/** Bytes of a KNOCK message, which every handshake starts with (SPEC HS-2). */
export const KNOCK_BYTES = 66;
/** Largest last frame of a dismissal, bytes: a sealed DENY of the second padding size. */
export const LAST_FRAME_BYTES = 1_100;
/** How long a key must be quiet after its first, second, ... dismissal from the queue, ms. */
export const BACK_OFF = [30_000, 120_000, 600_000, 3_600_000] as const;
