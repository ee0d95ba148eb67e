import type { Bytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** Sealed frames the other device has not acknowledged, kept to be sent again byte-identical (SPEC FRAME-7). */
export class Outbox {
  readonly #frames: Bytes[] = [];
  #bytes = 0;
  #acknowledged = 0;

  /** Sequence number of the next frame. */
  get next(): number {
    return this.#acknowledged + this.#frames.length;
  }

  /** How many wait for their acknowledgement. */
  get length(): number {
    return this.#frames.length;
  }

  /** Throws ProtocolError `frame-overflow` when a frame of `bytes` does not fit any more. */
  reserve(bytes: number): void {
    if (this.#frames.length >= LIMITS.unackedFrames || this.#bytes + bytes > LIMITS.unackedBytes) {
      throw new ProtocolError("frame-overflow");
    }
  }

  add(frame: Bytes): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
  }

  /**
   * The other device has `have` frames in order: forgets those, returns the rest.
   * A number below an earlier one is an old acknowledgement and forgets nothing.
   * @throws ProtocolError `frame-malformed` when it claims frames that were never sent
   */
  acknowledge(have: number): readonly Bytes[] {
    if (have > this.next) throw new ProtocolError("frame-malformed", "acknowledges frames never sent");
    const dropped = this.#frames.splice(0, Math.max(0, have - this.#acknowledged));
    this.#acknowledged += dropped.length;
    for (const frame of dropped) this.#bytes -= frame.length;
    return [...this.#frames];
  }
}
