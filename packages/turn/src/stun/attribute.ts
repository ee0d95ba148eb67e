/**
 * How one attribute is read and written. `head` is where the message starts: the XOR-ed addresses need the cookie and
 * the transaction id that lie there.
 */
export interface Attribute<T> {
  /** RFC 8489 section 18.3; below 0x8000 a receiver must understand it. */
  readonly type: number;
  readonly name: string;
  /** @returns undefined when the value is malformed */
  read(bytes: Buffer, start: number, length: number, head: number): T | undefined;
  /** Writes the value, without padding. @returns its length. Throws a RangeError when it does not fit. */
  write(into: Buffer, at: number, value: T, head: number): number;
}

/** An attribute that holds text. `limit` is in bytes. */
export function textAttribute(type: number, name: string, limit: number): Attribute<string> {
  return {
    type,
    name,
    read(bytes, start, length) {
      if (length > limit) return undefined;
      const value = bytes.toString("utf8", start, start + length);
      // Bytes that are no UTF-8 were replaced and come out longer or different.
      return Buffer.byteLength(value) === length && !value.includes("\ufffd") ? value : undefined;
    },
    write(into, at, value) {
      const length = Buffer.byteLength(value);
      if (length > limit) throw new RangeError(`${name} is at most ${limit} bytes`);
      if (at + length > into.length) throw new RangeError(`${name} does not fit`);
      return into.write(value, at, "utf8");
    },
  };
}

/** An attribute that holds bytes as they are; `isLength` says which lengths are allowed. */
export function bytesAttribute(
  type: number,
  name: string,
  isLength: (length: number) => boolean,
): Attribute<Buffer> {
  return {
    type,
    name,
    read: (bytes, start, length) => (isLength(length) ? bytes.subarray(start, start + length) : undefined),
    write(into, at, value) {
      if (!isLength(value.length)) throw new RangeError(`${name} can not have ${value.length} bytes`);
      if (at + value.length > into.length) throw new RangeError(`${name} does not fit`);
      into.set(value, at);
      return value.length;
    },
  };
}

/** An attribute of one byte and three reserved ones. */
export function byteAttribute(type: number, name: string): Attribute<number> {
  return {
    type,
    name,
    read: (bytes, start, length) => (length === 4 ? bytes[start] : undefined),
    write: (into, at, value) => into.writeUInt32BE(value * 0x1000000, at) - at,
  };
}

/** An attribute without a value: being there is all it says. */
export function flagAttribute(type: number, name: string): Attribute<true> {
  return {
    type,
    name,
    read: (_bytes, _start, length) => (length === 0 ? true : undefined),
    write: () => 0,
  };
}
