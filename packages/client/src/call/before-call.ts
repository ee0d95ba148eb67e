import { type Answers, connect, fail, go, ignoring, leave, moved, over } from "./steps.ts";

/** Guest, looking at the own picture: nobody knows yet. */
export const lobby: Answers<"lobby"> = {
  ask: ({ host, offline }, { at }) =>
    go({ name: "asking", place: undefined, host, offline, since: at }, "knock"),
  seated: (state, { host }) => go({ ...state, host: host ?? state.host, offline: false }),
  lobby: (state, { host }) => go({ ...state, host }),
  offline: (state) => go({ ...state, offline: true }),
  refused: fail,
  leave,
  superseded: moved,
  ...ignoring(
    "start",
    "cancel",
    "accept",
    "decline",
    "rejoin",
    "queue",
    "dismissed",
    "knock-gone",
    "peer-left",
  ),
  ...ignoring(
    "proven",
    "accepted",
    "denied",
    "bye",
    "session-failed",
    "link-up",
    "link-down",
    "verified",
    "gave-up",
  ),
};

/** Guest, at the door. */
export const asking: Answers<"asking"> = {
  cancel: ({ host, offline }) => go({ name: "lobby", host, offline }, "withdraw", "drop-session"),
  // A new connection forgot the old handshake on the server's side: knock again, the place is kept.
  seated: (state, { host }) => go({ ...state, host: host ?? state.host, offline: false }, "knock"),
  lobby: (state, { host, place }) => go({ ...state, host, place: place ?? state.place }),
  offline: (state) => go({ ...state, offline: true }),
  // A new knock after nobody answered.
  ask: (state, { at }) => go({ ...state, since: at }, "knock"),
  accepted: connect,
  denied: (state, { at, locked, reply }) => {
    const step = over(state, locked ? "locked" : "declined", at);
    return reply ? { ...step, state: { ...step.state, reply } } : step;
  },
  dismissed: (state, { at }) => over(state, "declined", at),
  // Only who was let in is told so: the host's device gave up before the call began.
  "peer-left": (state, { at }) => over(state, "peer-left", at),
  refused: fail,
  "session-failed": fail,
  leave,
  superseded: moved,
  ...ignoring("start", "accept", "decline", "rejoin", "queue", "knock-gone", "proven"),
  ...ignoring("bye", "link-up", "link-down", "verified", "gave-up"),
};

/** Host, nobody at the door. */
export const waiting: Answers<"waiting"> = {
  proven: (state, { peer, at }) =>
    go({ name: "ringing", peer, waiting: Math.max(0, state.waiting - 1), offline: state.offline, since: at }),
  accepted: connect,
  queue: (state, event) => go({ ...state, waiting: event.waiting }),
  seated: (state, event) => go({ ...state, waiting: event.waiting ?? 0, offline: false }),
  offline: (state) => go({ ...state, offline: true }),
  // A knock that was broken off is no fault of this call: the next one is welcome.
  "session-failed": (state, { code }) => go(state, "drop-session", { type: "report", code }),
  "knock-gone": (state) => go(state, "drop-session"),
  refused: fail,
  leave,
  superseded: moved,
  ...ignoring("start", "ask", "cancel", "accept", "decline", "rejoin", "lobby", "dismissed", "peer-left"),
  ...ignoring("denied", "bye", "link-up", "link-down", "verified", "gave-up"),
};

/** Host, somebody proved a key and a wish to come in. */
export const ringing: Answers<"ringing"> = {
  accept: (state) => go(state, "admit"),
  decline: ({ waiting, offline }, { reply }) =>
    go(
      { name: "waiting", waiting, offline },
      { type: "dismiss", ...(reply ? { reply } : {}) },
      "drop-session",
    ),
  accepted: connect,
  // The same knocker, with a new handshake after its connection broke.
  proven: (state, { peer }) => go({ ...state, peer }),
  "knock-gone": ({ waiting, offline }) => go({ name: "waiting", waiting, offline }, "drop-session"),
  "session-failed": ({ waiting, offline }, { code }) =>
    go({ name: "waiting", waiting, offline }, "drop-session", { type: "report", code }),
  queue: (state, event) => go({ ...state, waiting: Math.max(0, event.waiting - 1) }),
  // Nobody waits any more: who rang left while this device was offline.
  seated: (state, { waiting: left }) =>
    left === 0
      ? go({ name: "waiting", waiting: 0, offline: false }, "drop-session")
      : go({ ...state, offline: false }),
  offline: (state) => go({ ...state, offline: true }),
  refused: (state, { code }) => go(state, { type: "report", code }),
  leave,
  superseded: moved,
  ...ignoring("start", "ask", "cancel", "rejoin", "lobby", "dismissed", "peer-left", "denied", "bye"),
  ...ignoring("link-up", "link-down", "verified", "gave-up"),
};
