import type { StateOf } from "./state.ts";
import { type Answers, connect, fail, go, ignoring, leave, moved, over, type Step } from "./steps.ts";

/** Packets flow again. Without a check code no session was proven yet, and nothing can have come up. */
const back = (state: StateOf<"reconnecting" | "lost">): Step => {
  const { peer, checkCode, since, waiting } = state;
  return go(checkCode ? { name: "connected", peer, checkCode, since, waiting } : state);
};

/** The person compared the check codes. */
const trusted = (state: StateOf<"connecting" | "connected" | "reconnecting" | "lost">): Step =>
  go({ ...state, peer: { ...state.peer, trust: "verified" } });

/** Both said yes, no packet yet. */
export const connecting: Answers<"connecting"> = {
  "link-up": ({ peer, checkCode, waiting }, { at }) =>
    go({ name: "connected", peer, checkCode, since: at, waiting }),
  // A page that was reloaded meanwhile comes with a new session.
  accepted: connect,
  queue: (state, { waiting }) => go({ ...state, waiting }),
  denied: (state, { at }) => over(state, "declined", at),
  dismissed: (state, { at }) => over(state, "peer-left", at),
  bye: (state, { at }) => over(state, "peer-left", at),
  "peer-left": (state, { at }) => over(state, "peer-left", at),
  "gave-up": ({ peer, checkCode, since, waiting }) => go({ name: "lost", peer, checkCode, since, waiting }),
  refused: fail,
  "session-failed": fail,
  verified: trusted,
  leave,
  superseded: moved,
  ...ignoring("start", "ask", "cancel", "accept", "decline", "rejoin", "seated", "lobby", "offline"),
  ...ignoring("knock-gone", "proven", "link-down"),
};

/**
 * Media flows. The other device's own word ends this, or its key in a newer tab; the server's word alone does not, but
 * with packets that stop it does: the other device's last word may have met the gap.
 */
export const connected: Answers<"connected"> = {
  "link-down": (state, { at }) => {
    const { peerLeft, ...rest } = state;
    return peerLeft
      ? over(state, "peer-left", at)
      : go({ ...rest, name: "reconnecting", lostAt: at }, "reconnect", "start-give-up-timer");
  },
  "peer-left": (state) => go({ ...state, peerLeft: true }),
  accepted: ({ since, waiting }, { peer, checkCode }) =>
    go({ name: "connected", peer, checkCode, since, waiting }),
  bye: (state, { at }) => over(state, "peer-left", at),
  "session-failed": fail,
  queue: (state, { waiting }) => go({ ...state, waiting }),
  // Who knocked while this device was offline is told by joining only.
  seated: (state, { waiting }) => go({ ...state, waiting: waiting ?? state.waiting }),
  verified: trusted,
  leave,
  superseded: moved,
  ...ignoring("start", "ask", "cancel", "accept", "decline", "rejoin", "lobby", "offline"),
  ...ignoring("refused", "dismissed", "knock-gone", "proven", "denied", "link-up", "gave-up"),
};

/** Packets stopped, or this page was reloaded. */
export const reconnecting: Answers<"reconnecting"> = {
  "link-up": back,
  accepted: (state, { peer, checkCode }) => go({ ...state, peer, checkCode }),
  bye: (state, { at }) => over(state, "peer-left", at),
  "peer-left": (state, { at }) => over(state, "peer-left", at),
  denied: (state, { at }) => over(state, "peer-left", at),
  dismissed: (state, { at }) => over(state, "peer-left", at),
  seated: (state, { waiting }) => go({ ...state, waiting: waiting ?? state.waiting }, "reconnect"),
  queue: (state, { waiting }) => go({ ...state, waiting }),
  "gave-up": ({ peer, checkCode, since, waiting }) => go({ name: "lost", peer, checkCode, since, waiting }),
  "session-failed": fail,
  verified: trusted,
  leave,
  superseded: moved,
  ...ignoring("start", "ask", "cancel", "accept", "decline", "rejoin", "lobby", "offline", "refused"),
  ...ignoring("knock-gone", "proven", "link-down"),
};

/** Reconnecting took too long; a click tries again, and a packet that comes after all is as good. */
export const lostCall: Answers<"lost"> = {
  rejoin: ({ peer, checkCode, since, waiting }, { at }) =>
    go({ name: "reconnecting", peer, checkCode, since, lostAt: at, waiting }, "renew", "start-give-up-timer"),
  "link-up": back,
  queue: (state, { waiting }) => go({ ...state, waiting }),
  accepted: ({ since }, { peer, checkCode, at }) =>
    go({ name: "reconnecting", peer, checkCode, since, lostAt: at, waiting: 0 }, "start-give-up-timer"),
  bye: (state, { at }) => over(state, "peer-left", at),
  "peer-left": (state, { at }) => over(state, "peer-left", at),
  verified: trusted,
  leave,
  superseded: moved,
  ...ignoring("start", "ask", "cancel", "accept", "decline", "seated", "lobby", "offline", "refused"),
  ...ignoring("dismissed", "knock-gone", "proven", "denied", "session-failed", "link-down", "gave-up"),
};
