export type { Family } from "./addresses.ts";
export { NetlabError, type NetlabErrorCode } from "./errors.ts";
export type { Forward } from "./forward.ts";
export { type Connection, type Host, Lab } from "./lab.ts";
export type { Namespace } from "./namespace.ts";
export type { Firewall, Nat } from "./rules.ts";
