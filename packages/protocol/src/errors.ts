import type { ServerErrorCode } from "./server-error-codes.ts";

/**
 * Refusals the server sends, as `{ err }` of an acknowledgement or as the `err` event.
 * The sentence says what a person or a developer can do about it.
 */
export const SERVER_ERRORS = {
  bad: "The message does not follow onecall/1. Reload the page to get the version the server speaks.",
  auth: "The proof of this device's key was not accepted. Reload the page and try again.",
  busy: "Too many people are waiting at this link. Try again in a few minutes.",
  closed: "This device no longer holds a place in the room. Join again.",
  rate: "Too many attempts. Wait a moment and try again.",
  drain: "The server is restarting. The connection comes back by itself.",
  stale: "The room changed meanwhile. Try again.",
} as const satisfies Record<ServerErrorCode, string>;

/** What can be wrong with bytes, links, proofs and descriptions that came from elsewhere. */
export const PROTOCOL_ERRORS = {
  "link-malformed": "This is not a call link. Ask for it again, and copy all of it.",
  "link-truncated": "The link is cut off. Ask for it again, and copy all of it.",
  "link-version": "This link was made by a newer version. Reload the page.",
  "room-file": "This is not a room that was saved here, or it was changed.",
  "bytes-malformed": "A message is not valid base64url or has the wrong length.",
  "handshake-malformed": "A handshake message has the wrong form.",
  "handshake-tag": "A handshake message was not made by someone who has the link.",
  "handshake-host-key": "The device that answered is not the one the link was made on.",
  "handshake-commitment": "The other device changed its key during the handshake.",
  "handshake-signature": "The other device could not prove its key.",
  "handshake-fingerprint": "The other device's media fingerprint does not match its proof.",
  "frame-malformed": "A sealed message has the wrong form.",
  "frame-forged": "A sealed message was changed on the way.",
  "frame-overflow": "Too many messages wait for the other device.",
  "message-malformed": "The other device sent something this version does not understand.",
  "sdp-refused": "The other device offered a connection that is not safe to use.",
  "candidate-refused": "The other device offered an address that is not safe to use.",
} as const;

/** Code of a {@link ProtocolError}. */
export type ProtocolErrorCode = keyof typeof PROTOCOL_ERRORS;

/** Thrown by everything in this package that reads what came from elsewhere; never carries the input itself. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;

  /** @param detail what exactly was wrong, for developers; must hold no secret, name or address. */
  constructor(code: ProtocolErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${PROTOCOL_ERRORS[code]} (${detail})` : PROTOCOL_ERRORS[code], options);
    this.code = code;
  }
}
