import type { CallState, Line } from "@onecall/client";

/** What keeps a call from going well right now, the gravest first. */
export const TROUBLES = ["offline", "away", "reconnecting", "narrow", "weak-here", "weak-there"] as const;

/**
 * `offline`: this device has no network; `away`: the other page is being reloaded; `reconnecting`: nothing comes from the other
 * device; `narrow`: the own picture has no room; `weak-here`: little comes; `weak-there`: the other device says that little reaches it.
 */
export type Trouble = (typeof TROUBLES)[number];

export interface Circumstances {
  readonly state: CallState;
  readonly line: Line;
  /** False while the browser knows that this device has no network at all. */
  readonly online: boolean;
  /** This device has a picture to send. */
  readonly camera: boolean;
}

/** The one trouble worth a word, if there is any: the gravest, and the nearest to its cause. */
export const troubleOf = ({ state, line, online, camera }: Circumstances): Trouble | undefined => {
  if (state.name !== "connected" && state.name !== "reconnecting") return undefined;
  const broken = state.name === "reconnecting" || line.here === "silent";
  // A device that calls itself offline while packets come is wrong.
  if (broken && !online) return "offline";
  if (line.there === "away") return "away";
  if (state.name === "reconnecting") return "reconnecting";
  if (camera && line.picture === "paused" && line.here !== "silent") return "narrow";
  if (line.here !== "good") return "weak-here";
  return line.there === "weak" ? "weak-there" : undefined;
};

/** True when `next` is graver than what is `shown`. */
export const isGraver = (next: Trouble | undefined, shown: Trouble | undefined): boolean =>
  next !== undefined && (shown === undefined || TROUBLES.indexOf(next) < TROUBLES.indexOf(shown));
