import { ProtocolError } from "./errors.ts";

/** Bytes in a buffer of their own: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

const malformed = (detail: string): ProtocolError => new ProtocolError("bytes-malformed", detail);

/** Base64url without padding (RFC 4648 section 5). */
export const toBase64url = (bytes: Uint8Array): string => {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += ALPHABET.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (6 - bits)) & 63) : text;
};

/**
 * Reads base64url without padding: one text only for each value (RFC 4648 section 3.5).
 * @param expectedLength exact number of bytes, when it is known
 * @throws ProtocolError `bytes-malformed`
 */
export const fromBase64url = (text: string, expectedLength?: number): Bytes => {
  if (text.length % 4 === 1) throw malformed("no base64url has this length");
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  if (expectedLength !== undefined && bytes.length !== expectedLength) throw malformed("length");
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = VALUES.get(character);
    if (value === undefined) throw malformed("character outside base64url");
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0) throw malformed("bits behind the last byte");
  return bytes;
};

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Reads hexadecimal of either case; throws ProtocolError `bytes-malformed`. */
export const fromHex = (text: string): Bytes => {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) throw malformed("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};

export const concat = (...parts: readonly Uint8Array[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** Compares without stopping at the first difference. */
export const equal = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
};

/** `x` behind its length as u16, big-endian; throws RangeError above 65,535 bytes. */
export const lp = (x: Uint8Array): Bytes => {
  if (x.length > 0xffff) throw new RangeError("lp takes at most 65,535 bytes");
  return concat(Uint8Array.of(x.length >> 8, x.length & 0xff), x);
};

/** `count` bytes from the platform's generator. */
export const random = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));

export const sha256 = async (...parts: readonly Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
