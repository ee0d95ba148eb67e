export * from "./bytes.ts";
export * from "./envelope/check.ts";
export * from "./envelope/events.ts";
export { base64urlLength } from "./envelope/fields.ts";
export * from "./errors.ts";
export * from "./join.ts";
export {
  deriveRoom,
  exportPublicKey,
  generateEphemeral,
  generateIdentity,
  hostKeyHash,
  importEphemeralKey,
  importIdentityKey,
  type RoomKeys,
  roomIdOf,
} from "./keys.ts";
export * from "./limits.ts";
export * from "./link.ts";
export * from "./messages.ts";
export * from "./version.ts";
