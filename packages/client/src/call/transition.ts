import { asking, lobby, ringing, waiting } from "./before-call.ts";
import type { CallEvent, Resume, Role } from "./events.ts";
import { connected, connecting, lostCall, reconnecting } from "./in-call.ts";
import type { CallState, CallStateName, StateOf } from "./state.ts";
import { type Answers, go, ignoring, type Step } from "./steps.ts";

const begin = (role: Role, at: number, resume: Resume | undefined): Step => {
  if (resume) {
    const { peer, since } = resume;
    return go(
      { name: "reconnecting", peer, checkCode: undefined, since, lostAt: at, waiting: 0 },
      "connect",
      "start-give-up-timer",
    );
  }
  return role === "host"
    ? go({ name: "waiting", waiting: 0, offline: false }, "connect")
    : go({ name: "lobby", host: undefined, offline: false }, "connect");
};

/** Nothing but a beginning concerns a call that has not begun, or is over. */
const atRest = {
  ...ignoring("ask", "cancel", "accept", "decline", "leave", "seated", "lobby", "queue", "offline"),
  ...ignoring("superseded", "refused", "dismissed", "knock-gone", "peer-left", "proven", "accepted"),
  ...ignoring("denied", "bye", "session-failed", "link-up", "link-down", "verified", "gave-up"),
};

const idle: Answers<"idle"> = {
  start: (_, { role, at, resume }) => begin(role, at, resume),
  ...ignoring("rejoin"),
  ...atRest,
};

const ended: Answers<"ended"> = {
  rejoin: (_, { role, at, resume }) => begin(role, at, resume),
  ...ignoring("start"),
  ...atRest,
};

const ANSWERS: { readonly [S in CallStateName]: Answers<S> } = {
  idle,
  lobby,
  waiting,
  ringing,
  asking,
  connecting,
  connected,
  reconnecting,
  lost: lostCall,
  ended,
};

/**
 * The life of a call: pure, and every state answers every event (SPEC STATE-1).
 *
 * Consent (SPEC CONSENT-1, CONSENT-2): only `accepted` leads to `connecting`, and only three things make it: the host
 * person's `accept` once the server seated the guest, a verified ACCEPT frame, and a live call's own key coming back.
 * Nothing the server says alone leads there.
 */
export const transition = (state: CallState, event: CallEvent): Step => {
  // The table pairs each state with its own answers; TypeScript cannot follow the pairing through the index.
  const answer = ANSWERS[state.name][event.type] as (state: StateOf<CallStateName>, event: CallEvent) => Step;
  return answer(state, event);
};
