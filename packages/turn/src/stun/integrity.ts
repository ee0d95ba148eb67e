import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { FINGERPRINT, fingerprintOf } from "./attributes/fingerprint.ts";
import { MESSAGE_INTEGRITY } from "./attributes/message-integrity.ts";
import { MESSAGE_INTEGRITY_SHA256 } from "./attributes/message-integrity-sha256.ts";
import { ALGORITHM } from "./attributes/password-algorithm.ts";
import { HEADER_LENGTH } from "./header.ts";
import { MALFORMED, type StunMessage } from "./message.ts";
import type { MessageWriter } from "./message-writer.ts";

/** Which of the two integrity attributes a message carries. */
export type IntegrityKind = "sha1" | "sha256";

/** RFC 8489 section 9.2.2: the key of a long-term credential; MD5 gives 16 bytes, SHA-256 gives 32. */
export function longTermKey(algorithm: number, username: string, realm: string, password: string): Buffer {
  const name = algorithm === ALGORITHM.sha256 ? "sha256" : "md5";
  return createHash(name).update(`${username}:${realm}:${password}`).digest();
}

/** Adds MESSAGE-INTEGRITY (RFC 8489 section 14.5) or MESSAGE-INTEGRITY-SHA256 (14.6) over what was written so far. */
export function addIntegrity(writer: MessageWriter, kind: IntegrityKind, key: Uint8Array): MessageWriter {
  if (kind === "sha1") {
    const value = createHmac("sha1", key).update(writer.coveredBy(24)).digest();
    return writer.add(MESSAGE_INTEGRITY, value);
  }
  const value = createHmac("sha256", key).update(writer.coveredBy(36)).digest();
  return writer.add(MESSAGE_INTEGRITY_SHA256, value);
}

/** Adds FINGERPRINT (RFC 8489 section 14.7); nothing may follow. */
export function addFingerprint(writer: MessageWriter): MessageWriter {
  return writer.add(FINGERPRINT, fingerprintOf(writer.coveredBy(8)));
}

/** Which integrity counts: RFC 8489 section 9.2.4, SHA-256 when both are there. */
export function integrityOf(message: StunMessage): IntegrityKind | undefined {
  if (message.has(MESSAGE_INTEGRITY_SHA256)) return "sha256";
  return message.has(MESSAGE_INTEGRITY) ? "sha1" : undefined;
}

/** Whether the integrity of that kind is there and right for the key. Compared in constant time. */
export function isIntegrityRight(message: StunMessage, kind: IntegrityKind, key: Uint8Array): boolean {
  const attribute = kind === "sha1" ? MESSAGE_INTEGRITY : MESSAGE_INTEGRITY_SHA256;
  const place = message.find(attribute.type);
  const given = message.read(attribute);
  if (place === undefined || given === undefined || given === MALFORMED) return false;
  const { bytes, head } = message;
  // The length in the header is counted as if the message ended with this attribute.
  const start = Buffer.from(bytes.subarray(head, head + 4));
  start.writeUInt16BE(place.start + place.length - head - HEADER_LENGTH, 2);
  const computed = createHmac(kind, key)
    .update(start)
    .update(bytes.subarray(head + 4, place.start - 4))
    .digest();
  return timingSafeEqual(given, computed.subarray(0, given.length));
}
