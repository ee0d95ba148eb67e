import type { Attribute } from "./attribute.ts";
import { isUnknownRequired } from "./attributes/known.ts";
import { HEADER_LENGTH, type MessageClass } from "./header.ts";

/** Stands for a value that is there and can not be read. */
export const MALFORMED = Symbol("malformed");

/** Where one attribute's value lies in the bytes of its message. */
export interface AttributePlace {
  readonly type: number;
  readonly start: number;
  readonly length: number;
}

/** A message whose frame was checked; values are read from its bytes when asked for. Made by `readMessage`. */
export class StunMessage {
  readonly bytes: Buffer;
  /** Where the message starts in `bytes`. */
  readonly head: number;
  readonly method: number;
  readonly messageClass: MessageClass;
  /** In the order of the message, without those that RFC 8489 section 14.5 says to ignore behind the integrity. */
  readonly attributes: readonly AttributePlace[];

  constructor(
    bytes: Buffer,
    head: number,
    method: number,
    messageClass: MessageClass,
    attributes: readonly AttributePlace[],
  ) {
    this.bytes = bytes;
    this.head = head;
    this.method = method;
    this.messageClass = messageClass;
    this.attributes = attributes;
  }

  /** 12 bytes, a view into the message. */
  get transactionId(): Buffer {
    return this.bytes.subarray(this.head + 8, this.head + HEADER_LENGTH);
  }

  find(type: number): AttributePlace | undefined {
    return this.attributes.find((place) => place.type === type);
  }

  has(attribute: { readonly type: number }): boolean {
    return this.find(attribute.type) !== undefined;
  }

  /** The first attribute of this type: RFC 8489 section 14, repeated ones are ignored. */
  read<T>(attribute: Attribute<T>): T | undefined | typeof MALFORMED {
    const place = this.find(attribute.type);
    if (place === undefined) return undefined;
    const value = attribute.read(this.bytes, place.start, place.length, this.head);
    return value === undefined ? MALFORMED : value;
  }

  /** Every attribute of this type, for the few that may repeat (XOR-PEER-ADDRESS). */
  readAll<T>(attribute: Attribute<T>): T[] | typeof MALFORMED {
    const values: T[] = [];
    for (const { type, start, length } of this.attributes) {
      if (type !== attribute.type) continue;
      const value = attribute.read(this.bytes, start, length, this.head);
      if (value === undefined) return MALFORMED;
      values.push(value);
    }
    return values;
  }

  /** Types that must be understood and are not, each once, at most `limit`. */
  unknownRequired(limit: number): number[] {
    const unknown = new Set<number>();
    for (const { type } of this.attributes) {
      if (isUnknownRequired(type) && unknown.size < limit) unknown.add(type);
    }
    return [...unknown];
  }
}
