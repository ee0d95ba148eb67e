import { ERROR_CODE } from "../stun/attributes/error-code.ts";
import { FINGERPRINT } from "../stun/attributes/fingerprint.ts";
import { NONCE } from "../stun/attributes/nonce.ts";
import { ALGORITHM } from "../stun/attributes/password-algorithm.ts";
import { PASSWORD_ALGORITHMS } from "../stun/attributes/password-algorithms.ts";
import { REALM } from "../stun/attributes/realm.ts";
import { CLASS } from "../stun/header.ts";
import { addFingerprint, addIntegrity } from "../stun/integrity.ts";
import type { StunMessage } from "../stun/message.ts";
import { MessageWriter } from "../stun/message-writer.ts";
import type { ErrorCode, Identity, Outcome } from "./request.ts";

/** Longest answer there is, bytes: a success of Allocate over IPv6 with everything has less than 200. */
const CAPACITY = 320;

/** RFC 8489 section 9.2.1, in order of preference. */
export const OFFERED_ALGORITHMS: readonly number[] = [ALGORITHM.sha256, ALGORITHM.md5];

/**
 * TURN-11: over UDP an answer to someone unknown is at most this many times the request, so that the server is no help in
 * a flood. The plain challenge keeps to it with the smallest complete Allocate there is, and smaller requests count
 * as one; what RFC 8489 adds to a challenge is left out where it would go beyond.
 */
export const MAX_AMPLIFICATION = 2.3;
/** A header and REQUESTED-TRANSPORT, bytes. */
export const SMALLEST_ALLOCATE = 28;
/** With a longer realm the plain challenge would be more than 2.3 times the smallest Allocate. */
export const MAX_REALM_LENGTH = 12;

/** The answer to a request; neither SOFTWARE nor a reason phrase is in it. */
export function writeAnswer(message: StunMessage, outcome: Outcome, identity: Identity | undefined): Buffer {
  const writer = startAnswer(message, outcome.kind === "success" ? "success" : outcome.code);
  outcome.write?.(writer);
  if (identity !== undefined) addIntegrity(writer, identity.integrity, identity.key);
  if (message.has(FINGERPRINT)) addFingerprint(writer);
  return writer.finish();
}

/**
 * 401 or 438 with realm and nonce (RFC 8489 section 9.2.4). `nonce` makes one, with or without the announcement of
 * password algorithms; they are left out when the answer gets longer than `limit`.
 */
export function writeChallenge(
  message: StunMessage,
  code: 401 | 438,
  realm: string,
  nonce: (announce: boolean) => string,
  limit: number,
): Buffer {
  const full = challenge(message, code, realm, nonce(true), OFFERED_ALGORITHMS);
  return full.length <= limit ? full : challenge(message, code, realm, nonce(false), undefined);
}

function challenge(
  message: StunMessage,
  code: 401 | 438,
  realm: string,
  nonce: string,
  algorithms: readonly number[] | undefined,
): Buffer {
  const writer = startAnswer(message, code).add(REALM, realm).add(NONCE, nonce);
  if (algorithms !== undefined) writer.add(PASSWORD_ALGORITHMS, algorithms);
  // A fingerprint would only make it longer; a client on its way to a TURN server has nothing to tell apart by it.
  return writer.finish();
}

function startAnswer(message: StunMessage, kind: ErrorCode | "success"): MessageWriter {
  const messageClass = kind === "success" ? CLASS.success : CLASS.error;
  const writer = new MessageWriter(message.method, messageClass, message.transactionId, CAPACITY);
  return kind === "success" ? writer : writer.add(ERROR_CODE, { code: kind, reason: "" });
}
