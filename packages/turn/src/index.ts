export {
  type AlternateServer,
  createTurnServer,
  type Listening,
  type TurnServer,
} from "./node/create-turn-server.ts";
export { TurnError, type TurnErrorCode } from "./node/errors.ts";
export type {
  Listen,
  PublicPolicyOptions,
  SameCallPolicyOptions,
  TurnServerOptions,
  TurnWarning,
} from "./node/options.ts";
export { type Credentials, issue as issueCredentials, type Seat } from "./protocol/credentials.ts";
export type { DropReason, Refusal } from "./protocol/drops.ts";
export { DEFAULT_LIMITS, type Limits } from "./protocol/limits.ts";
export type { AllocationReport, CallReport, CloseReason, Metrics, Observer } from "./protocol/metrics.ts";
export { createTurnThread, type TurnThread, type TurnThreadOptions } from "./thread/create-turn-thread.ts";
