import type { CallState } from "@onecall/client";

/** Values of `data-call-state` on the document element: a stable name the outside can rely on. */
export type Phase =
  | "home"
  | "lobby"
  | "waiting"
  | "asking"
  | "connecting"
  | "in-call"
  | "reconnecting"
  | "lost"
  | "ended";

const PHASES = {
  lobby: "lobby",
  waiting: "waiting",
  ringing: "waiting",
  asking: "asking",
  connecting: "connecting",
  connected: "in-call",
  reconnecting: "reconnecting",
  lost: "lost",
  ended: "ended",
} as const;

/** The phase of a call; `role` tells where an idle one is about to go. */
export const phaseOf = (state: CallState, role: "host" | "guest"): Phase => {
  if (state.name !== "idle") return PHASES[state.name];
  return role === "host" ? "waiting" : "lobby";
};
