import { type Candidate, checkCandidate, LIMITS } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import { readCandidateLine } from "./candidate-line.ts";
import { mayUse } from "./private-candidates.ts";

/** SPEC CAND-4. */
const WAIT = 2_000;

export interface RemoteCandidatesOptions {
  readonly environment: Pick<Environment, "after">;
  readonly allowLoopback: boolean;
  readonly serverIsNear: boolean;
  /** Hands a candidate to the browser. */
  use(candidate: Candidate): void;
  /** A candidate is not used. */
  onDrop(): void;
}

/** Candidates of the other device: checked, counted, and the private ones kept waiting (SPEC CAND-1 to CAND-4). */
export class RemoteCandidates {
  readonly #options: RemoteCandidatesOptions;
  readonly #ownReflexive = new Set<string>();
  readonly #theirReflexive = new Set<string>();
  readonly #ownRelayed = new Set<string>();
  #gathered = false;
  #waited = false;
  #connected = false;
  #waiting: Candidate[] = [];
  /** Lines of the generation in force that came; the same one may come twice. */
  #known = new Set<string>();
  /** Generation whose description is in force; undefined before the first. */
  #generation: number | undefined;
  /** Candidates that came before their description. */
  #early: { readonly ep: number; readonly candidates: Candidate[] } = { ep: -1, candidates: [] };
  #cancelTimer: (() => void) | undefined;

  constructor(options: RemoteCandidatesOptions) {
    this.#options = options;
  }

  /** The description of ICE generation `ep` is in force. */
  inForce(ep: number): void {
    if (ep === this.#generation) return;
    this.#generation = ep;
    this.#known.clear();
    this.#waiting = [];
    const early = this.#early;
    this.#early = { ep: -1, candidates: [] };
    if (early.ep === ep) this.add(early.candidates, ep);
    else if (early.ep > ep) this.#early = early;
  }

  /** Takes candidates of ICE generation `ep`. */
  add(candidates: readonly Candidate[], ep: number): void {
    const { allowLoopback, onDrop } = this.#options;
    if (ep !== this.#generation) {
      if (this.#generation === undefined || ep > this.#generation) this.#keepEarly(candidates, ep);
      else onDrop();
      return;
    }
    for (const candidate of candidates) {
      const text = `${candidate.sdpMid} ${candidate.usernameFragment} ${candidate.candidate}`;
      if (this.#known.has(text)) continue;
      const isTooMany = this.#known.size >= LIMITS.candidatesPerGeneration;
      if (isTooMany || checkCandidate(candidate, { allowLoopback })) {
        onDrop();
        continue;
      }
      this.#known.add(text);
      const line = readCandidateLine(candidate.candidate);
      if (line?.type === "srflx") this.#theirReflexive.add(line.address);
      this.#waiting.push(candidate);
    }
    this.#release();
  }

  /** This device gathered a candidate. */
  own(line: string): void {
    const read = readCandidateLine(line);
    this.#gathered = false;
    if (read?.type === "srflx") this.#ownReflexive.add(read.address);
    if (read?.type === "relay") this.#ownRelayed.add(read.address);
    this.#release();
  }

  /** This device has gathered all it will. */
  gathered(): void {
    this.#gathered = true;
    this.#release();
  }

  /** The connection came up or broke. */
  connected(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.#waited = false;
    this.#stopTimer();
    this.#release();
  }

  close(): void {
    this.#stopTimer();
    this.#waiting = [];
  }

  #keepEarly(candidates: readonly Candidate[], ep: number): void {
    if (ep < this.#early.ep) {
      this.#options.onDrop();
      return;
    }
    if (ep > this.#early.ep && this.#early.candidates.length > 0) this.#options.onDrop();
    const before = ep === this.#early.ep ? this.#early.candidates : [];
    const all = [...before, ...candidates].slice(0, LIMITS.candidatesPerGeneration);
    if (all.length < before.length + candidates.length) this.#options.onDrop();
    this.#early = { ep, candidates: all };
  }

  #release(): void {
    const surroundings = {
      serverIsNear: this.#options.serverIsNear,
      gathered: this.#gathered,
      ownReflexive: this.#ownReflexive,
      theirReflexive: this.#theirReflexive,
      ownRelayed: this.#ownRelayed,
      waited: this.#waited,
    };
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const candidate of waiting) {
      // The end of the candidates comes after those that wait.
      const isEarlyEnd = candidate.candidate === "" && this.#waiting.length > 0;
      if (!isEarlyEnd && mayUse(candidate.candidate, surroundings)) this.#options.use(candidate);
      else this.#waiting.push(candidate);
    }
    if (this.#waiting.length > 0 && !this.#connected) this.#startTimer();
  }

  #startTimer(): void {
    this.#cancelTimer ??= this.#options.environment.after(WAIT, () => {
      this.#cancelTimer = undefined;
      this.#waited = true;
      this.#release();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
