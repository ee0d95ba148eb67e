import { FINGERPRINT, fingerprintOf } from "./attributes/fingerprint.ts";
import { MESSAGE_INTEGRITY } from "./attributes/message-integrity.ts";
import { MESSAGE_INTEGRITY_SHA256 } from "./attributes/message-integrity-sha256.ts";
import { classOf, HEADER_LENGTH, MAGIC_COOKIE, methodOf } from "./header.ts";
import { type AttributePlace, StunMessage } from "./message.ts";

/** Why bytes are no STUN message. */
export type Malformed = "too-short" | "not-stun" | "length" | "attributes" | "fingerprint";

/** No client sends near as many; more is an attempt to make the reader work. */
const MAX_ATTRIBUTES = 48;

/**
 * Reads the message that fills `bytes` from `start` to `end` exactly (RFC 8489 section 5), and checks FINGERPRINT when it
 * is there. The message keeps a view of the bytes. Never throws.
 */
export function readMessage(bytes: Buffer, start = 0, end = bytes.length): StunMessage | Malformed {
  const problem = checkHeader(bytes, start, end);
  if (problem !== undefined) return problem;
  const attributes = readPlaces(bytes, start, end);
  if (typeof attributes === "string") return attributes;
  const type = bytes.readUInt16BE(start);
  return new StunMessage(bytes, start, methodOf(type), classOf(type), attributes);
}

function readPlaces(bytes: Buffer, head: number, end: number): AttributePlace[] | Malformed {
  const places: AttributePlace[] = [];
  let integrity: Integrity = "none";
  let at = head + HEADER_LENGTH;
  for (let count = 0; at < end; count++) {
    if (count === MAX_ATTRIBUTES || at + 4 > end) return "attributes";
    const place = { type: bytes.readUInt16BE(at), start: at + 4, length: bytes.readUInt16BE(at + 2) };
    at = place.start + ((place.length + 3) & ~3);
    if (at > end) return "attributes";
    if (place.type === FINGERPRINT.type) {
      // Always the last one (section 14.7); what comes behind it is no part of the message.
      if (at !== end || !isFingerprintRight(bytes, head, place)) return "fingerprint";
      places.push(place);
    } else if (counts(place.type, integrity)) {
      places.push(place);
      integrity = after(place.type, integrity);
    }
  }
  return places;
}

/** Which integrity attribute was seen so far: sections 14.5 and 14.6 say what may still follow. */
type Integrity = "none" | "sha1" | "sha256";

function counts(type: number, seen: Integrity): boolean {
  return seen === "none" || (seen === "sha1" && type === MESSAGE_INTEGRITY_SHA256.type);
}

function after(type: number, seen: Integrity): Integrity {
  if (type === MESSAGE_INTEGRITY_SHA256.type) return "sha256";
  return type === MESSAGE_INTEGRITY.type ? "sha1" : seen;
}

function checkHeader(bytes: Buffer, start: number, end: number): Malformed | undefined {
  if (end - start < HEADER_LENGTH) return "too-short";
  if (((bytes[start] ?? 0) & 0xc0) !== 0) return "not-stun";
  if (bytes.readUInt32BE(start + 4) !== MAGIC_COOKIE) return "not-stun";
  const length = bytes.readUInt16BE(start + 2);
  return length % 4 !== 0 || start + HEADER_LENGTH + length !== end ? "length" : undefined;
}

function isFingerprintRight(bytes: Buffer, head: number, place: AttributePlace): boolean {
  if (place.length !== 4) return false;
  return bytes.readUInt32BE(place.start) === fingerprintOf(bytes.subarray(head, place.start - 4));
}
