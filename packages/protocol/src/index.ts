export { scopeOf } from "./address.ts";
export * from "./bytes.ts";
export * from "./candidate.ts";
export * from "./check-code/code.ts";
export { CHECK_CODE_EMOJI } from "./check-code/emoji.ts";
export * from "./envelope/check.ts";
export * from "./envelope/events.ts";
export { base64urlLength } from "./envelope/fields.ts";
export * from "./errors.ts";
export * from "./handshake/attempt-cap.ts";
export * from "./handshake/guest.ts";
export { type Claim, claimOf } from "./handshake/head.ts";
export * from "./handshake/host.ts";
export * from "./join.ts";
export {
  deriveRoom,
  exportPublicKey,
  generateIdentity,
  generateLastingIdentity,
  hostKeyHash,
  importIdentityKey,
  type RoomKeys,
  roomIdOf,
} from "./keys.ts";
export * from "./limits.ts";
export * from "./link.ts";
export * from "./messages.ts";
export { type Note, type NoteOf, REACTIONS, type Reaction, readNote } from "./notes.ts";
export * from "./room-file.ts";
export { checkSdp } from "./sdp.ts";
export { type Opened, type ProvenPeer, SealedSession } from "./sealed-session.ts";
export type { ServerErrorCode } from "./server-error-codes.ts";
export * from "./version.ts";
