import { isPrivate, readCandidateLine } from "./candidate-line.ts";

/** What SPEC CAND-4 asks about before a private candidate of the other device is used. */
export interface Surroundings {
  /** The page's server is on this machine or, by its name, in a private network. */
  readonly serverIsNear: boolean;
  /** This device has found every address it will find. */
  readonly gathered: boolean;
  /** Server-reflexive addresses of this device and of the other one. */
  readonly ownReflexive: ReadonlySet<string>;
  readonly theirReflexive: ReadonlySet<string>;
  /** Relayed addresses of this device. */
  readonly ownRelayed: ReadonlySet<string>;
  /** Long enough without a connection. */
  readonly waited: boolean;
}

const inCommon = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((value) => b.has(value));

/** SPEC CAND-4: whether a candidate that CAND-2 lets pass may be used now. False: it waits. */
export const mayUse = (line: string, surroundings: Surroundings): boolean => {
  const candidate = readCandidateLine(line);
  if (!candidate || !isPrivate(candidate.address)) return true;
  const { serverIsNear, gathered, ownReflexive, theirReflexive, ownRelayed, waited } = surroundings;
  if (serverIsNear || waited) return true;
  // Both devices are on the same relay: this one talks to that address already.
  if (candidate.type === "relay" && ownRelayed.has(candidate.address)) return true;
  if (inCommon(ownReflexive, theirReflexive)) return true;
  return gathered && ownReflexive.size === 0 && theirReflexive.size === 0;
};
