export * from "./envelope/check.ts";
export * from "./envelope/events.ts";
export { base64urlLength } from "./envelope/fields.ts";
export * from "./errors.ts";
export * from "./limits.ts";
export * from "./messages.ts";
export * from "./version.ts";
