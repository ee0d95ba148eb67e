import { MAX_FRAME } from "./limits.ts";

/** Room in front for the longest header: 20 bytes, XOR-PEER-ADDRESS over IPv6 and the head of DATA make 48. */
const HEADROOM = 64;
/** A whole message and padding. */
const SLOT = HEADROOM + MAX_FRAME + 4;
/**
 * So many messages can be on their way before a slot is used again. A UDP socket keeps what the system does not take at
 * once; links let far fewer than this wait.
 */
const SLOTS = 1024;

/** Memory for messages whose header does not fit in front of the data where it was received. Made once. */
export class Scratch {
  readonly bytes = Buffer.allocUnsafeSlow(SLOT * SLOTS);
  #slot = 0;

  /** Copies the data into the next slot. @returns where it starts in `bytes`; the room before it is free */
  place(from: Buffer, start: number, end: number): number {
    const at = this.#slot * SLOT + HEADROOM;
    this.#slot = (this.#slot + 1) % SLOTS;
    if (from.length <= MAX_FRAME) {
      // A part could only be copied through a view, which would be allocated; a datagram is copied whole.
      this.bytes.set(from, at);
      return at + start;
    }
    from.copy(this.bytes, at, start, end);
    return at;
  }
}
