/**
 * What happened to connections, as it is posted: all bytes in one piece, then pairs of a connection's id and a number, in
 * order: so many bytes came (above 0), so many bytes were passed on over there (below 0), it has ended (0). Waking the
 * other thread and cloning objects is what costs, so there is one message a turn and nearly nothing in it.
 */
export type News = readonly [bytes: Uint8Array<ArrayBuffer>, ...pairs: number[]];

/** Fewer bytes are copied faster than their memory changes hands. */
const WORTH_MOVING = 16 * 1024;

/** Gathers news in one turn of the event loop and posts them at its end. */
export class Outbox {
  readonly #post: (news: News, moved: readonly ArrayBuffer[]) => void;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #pairs: number[] = [];

  constructor(post: (news: News, moved: readonly ArrayBuffer[]) => void) {
    this.#post = post;
  }

  /** Nobody may change the bytes before the end of the turn. */
  data(id: number, bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0) return;
    this.#pieces.push(bytes);
    this.#length += length;
    const last = this.#pairs.length - 1;
    const before = this.#pairs[last] ?? 0;
    if (before > 0 && this.#pairs[last - 1] === id) this.#pairs[last] = before + length;
    else this.#push(id, length);
  }

  /** `count` is above 0. */
  passed(id: number, count: number): void {
    this.#push(id, -count);
  }

  ended(id: number): void {
    this.#push(id, 0);
  }

  #push(id: number, number: number): void {
    // Immediates run once the turn has read all sockets that were ready.
    if (this.#pairs.length === 0) setImmediate(() => this.#flush());
    this.#pairs.push(id, number);
  }

  #flush(): void {
    const bytes = new Uint8Array(Buffer.allocUnsafeSlow(this.#length).buffer);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    const pairs = this.#pairs;
    this.#pieces = [];
    this.#length = 0;
    this.#pairs = [];
    this.#post([bytes, ...pairs], bytes.length > WORTH_MOVING ? [bytes.buffer] : []);
  }
}

/** News are the only messages that are lists. */
export function isNews<T extends object>(message: News | T): message is News {
  return Array.isArray(message);
}

/** What is done with news of a connection. */
export interface NewsReader {
  /** The bytes are the reader's own. */
  data(id: number, bytes: Buffer): void;
  passed(id: number, count: number): void;
  ended(id: number): void;
}

/** Tells the news one by one, in order. */
export function readNews([bytes, ...pairs]: News, reader: NewsReader): void {
  let at = bytes.byteOffset;
  for (let index = 0; index < pairs.length; index += 2) {
    const id = pairs[index] ?? 0;
    const number = pairs[index + 1] ?? 0;
    if (number > 0) {
      reader.data(id, Buffer.from(bytes.buffer, at, number));
      at += number;
    } else if (number < 0) reader.passed(id, -number);
    else reader.ended(id);
  }
}
