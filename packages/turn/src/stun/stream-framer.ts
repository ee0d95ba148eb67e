import { CHANNEL_HEADER_LENGTH, startsChannelData } from "./channel-data.ts";
import { HEADER_LENGTH } from "./header.ts";

/** Takes one frame; the bytes may be changed and kept. */
export type FrameListener = (bytes: Buffer, start: number, end: number) => void;

/**
 * Cuts a TCP or TLS stream into STUN messages and padded ChannelData (RFC 8656 section 3.1 and 12.5). Holds at most
 * one incomplete frame, so `maxFrame` bounds its memory. Frames that lie whole in a chunk are handed on where they are.
 */
export class StreamFramer {
  readonly #maxFrame: number;
  #held: Buffer | undefined;
  #length = 0;

  constructor(maxFrame: number) {
    this.#maxFrame = maxFrame;
  }

  /** Takes the next bytes of the stream. @returns false when they are neither, or too long: the stream is lost */
  push(chunk: Buffer, listener: FrameListener): boolean {
    let at = this.#held === undefined ? 0 : this.#fill(chunk, listener);
    while (at !== -1 && at < chunk.length) {
      const size = this.#frameSize(chunk, at, chunk.length);
      if (size === -1) return false;
      if (size === 0 || at + size > chunk.length) {
        this.#hold(chunk, at);
        return true;
      }
      listener(chunk, at, at + size);
      at += size;
    }
    return at !== -1;
  }

  /** Completes the held frame. @returns how much of the chunk that took, -1 when the stream is lost */
  #fill(chunk: Buffer, listener: FrameListener): number {
    let at = 0;
    while (this.#held !== undefined && at < chunk.length) {
      const size = this.#frameSize(this.#held, 0, this.#length);
      if (size === -1) return -1;
      const goal = size === 0 ? CHANNEL_HEADER_LENGTH : size;
      const taken = chunk.copy(this.#held, this.#length, at, at + goal - this.#length);
      this.#length += taken;
      at += taken;
      if (this.#frameSize(this.#held, 0, this.#length) === this.#length) this.#release(listener);
    }
    return this.#held !== undefined && this.#frameSize(this.#held, 0, this.#length) === -1 ? -1 : at;
  }

  #hold(chunk: Buffer, at: number): void {
    this.#held = Buffer.allocUnsafe(this.#maxFrame);
    this.#length = chunk.copy(this.#held, 0, at);
  }

  #release(listener: FrameListener): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    listener(held, 0, this.#length);
  }

  /** Bytes of the frame that starts at `at`, padding included; 0 when too little is there to know; -1 when it is none. */
  #frameSize(bytes: Buffer, at: number, end: number): number {
    const first = bytes[at] ?? 0;
    const isChannel = startsChannelData(first);
    if (!isChannel && first > 3) return -1;
    if (end - at < CHANNEL_HEADER_LENGTH) return 0;
    const length = bytes.readUInt16BE(at + 2);
    const size = isChannel ? CHANNEL_HEADER_LENGTH + ((length + 3) & ~3) : HEADER_LENGTH + length;
    return size > this.#maxFrame || (!isChannel && length % 4 !== 0) ? -1 : size;
  }
}
