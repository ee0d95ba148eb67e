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
  #count = 0;
  #generation = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: RemoteCandidatesOptions) {
    this.#options = options;
  }

  /** Takes candidates of ICE generation `ep`, the one in force. */
  add(candidates: readonly Candidate[], ep: number): void {
    const { allowLoopback, onDrop } = this.#options;
    if (ep !== this.#generation) {
      this.#generation = ep;
      this.#count = 0;
      this.#waiting = [];
    }
    for (const candidate of candidates) {
      if (checkCandidate(candidate, { allowLoopback }) || ++this.#count > LIMITS.candidatesPerGeneration) {
        onDrop();
        continue;
      }
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
