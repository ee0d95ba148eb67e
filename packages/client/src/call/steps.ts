import type { CallEvent, Effect } from "./events.ts";
import type { CallState, CallStateName, EndReason, StateOf } from "./state.ts";

/** What follows from one event: the next state and what is to be done, in order. */
export interface Step {
  readonly state: CallState;
  readonly effects: readonly Effect[];
}

type EventType = CallEvent["type"];
type EventOf<T extends EventType> = Extract<CallEvent, { type: T }>;

/** A state's answer to every event; the compiler refuses a table with a hole. */
export type Answers<S extends CallStateName> = {
  readonly [T in EventType]: (state: StateOf<S>, event: EventOf<T>) => Step;
};

/** Names the events a state does not react to. */
export const ignoring = <T extends EventType>(...types: T[]): Record<T, (state: CallState) => Step> =>
  Object.fromEntries(types.map((type) => [type, (state: CallState) => go(state)])) as Record<
    T,
    (state: CallState) => Step
  >;

/** A step to `state` with effects named by their type, or whole. */
export const go = <S extends CallState>(
  state: S,
  ...effects: (Effect | PlainEffect)[]
): Step & { readonly state: S } => ({
  state,
  effects: effects.map((effect) => (typeof effect === "string" ? { type: effect } : effect)),
});
type PlainEffect = Exclude<Effect["type"], "report">;

const end = (state: CallState, reason: EndReason, at: number): StateOf<"ended"> => ({
  name: "ended",
  reason,
  duration: state.name === "connected" || state.name === "reconnecting" ? Math.max(0, at - state.since) : 0,
  ...("peer" in state && state.peer ? { peer: state.peer } : {}),
});

/** The person leaves: capture stops before anything else. */
export const leave = (state: CallState, { at }: { at: number }): Step =>
  go(end(state, "left", at), "stop-capture", "say-bye", "drop-session", "forget-call", "give-up-seat");

/** The same key joined in a newer tab, which has the seat and the call record now. */
export const moved = (state: CallState, { at }: { at: number }): Step =>
  go(end(state, "moved", at), "stop-capture", "drop-session", "disconnect");

/** The other side ended it. */
export const over = (
  state: CallState,
  reason: EndReason,
  at: number,
): Step & { readonly state: StateOf<"ended"> } =>
  go(end(state, reason, at), "stop-capture", "drop-session", "forget-call", "give-up-seat");

/** A fault ended it. */
export const fail = (state: CallState, { code, at }: EventOf<"refused" | "session-failed">): Step =>
  go(
    { ...end(state, "failed", at), code },
    "stop-capture",
    "say-bye",
    "drop-session",
    "forget-call",
    "give-up-seat",
    { type: "report", code },
  );

/** Both said yes. */
export const connect = (state: CallState, { peer, checkCode, at }: EventOf<"accepted">): Step => {
  const waiting = "waiting" in state ? state.waiting : 0;
  return go({ name: "connecting", peer, checkCode, since: at, waiting }, "start-give-up-timer");
};
