import type { Attribute } from "./attribute.ts";
import { HEADER_LENGTH, MAGIC_COOKIE, type MessageClass, messageType } from "./header.ts";

/** Builds one message. Every method that adds something returns the writer. */
export class MessageWriter {
  readonly #bytes: Buffer;
  #length = HEADER_LENGTH;

  /**
   * `transactionId` is 12 bytes. `capacity` is how long the message may get.
   *
   * @throws RangeError when the transaction id has another length
   */
  constructor(method: number, messageClass: MessageClass, transactionId: Uint8Array, capacity = 1024) {
    if (transactionId.length !== 12) throw new RangeError("a transaction id has 12 bytes");
    this.#bytes = Buffer.allocUnsafe(Math.max(capacity, HEADER_LENGTH));
    this.#bytes.writeUInt16BE(messageType(method, messageClass), 0);
    this.#bytes.writeUInt16BE(0, 2);
    this.#bytes.writeUInt32BE(MAGIC_COOKIE, 4);
    this.#bytes.set(transactionId, 8);
  }

  /**
   * Adds an attribute and its padding (RFC 8489 section 14: zeros).
   *
   * @throws RangeError when the value is out of range or the message gets longer than the capacity
   */
  add<T>(attribute: Attribute<T>, value: T): this {
    const at = this.#length;
    const length = attribute.write(this.#bytes, at + 4, value, 0);
    const end = at + 4 + ((length + 3) & ~3);
    if (end > this.#bytes.length) throw new RangeError("the message is longer than its capacity");
    this.#bytes.writeUInt16BE(attribute.type, at);
    this.#bytes.writeUInt16BE(length, at + 2);
    this.#bytes.fill(0, at + 4 + length, end);
    this.#length = end;
    this.#bytes.writeUInt16BE(end - HEADER_LENGTH, 2);
    return this;
  }

  /** How many bytes there are so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * Everything written so far, the length in the header as if `following` more bytes came: what integrity and
   * fingerprint are computed over.
   */
  coveredBy(following: number): Buffer {
    this.#bytes.writeUInt16BE(this.#length - HEADER_LENGTH + following, 2);
    return this.#bytes.subarray(0, this.#length);
  }

  /** The message, a view of the writer's own bytes. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
