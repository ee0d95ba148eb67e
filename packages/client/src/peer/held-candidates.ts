import { type Candidate, LIMITS } from "@onecall/protocol";
import { type AcceptProof, proves } from "./consent.ts";

/** Local candidates of one session: held until both said yes, then passed on as they come (SPEC CONSENT-1, I1). */
export class HeldCandidates {
  readonly #sid: string;
  #held: Candidate[] = [];
  #send: ((candidates: Candidate[]) => void) | undefined;

  constructor(sid: string) {
    this.#sid = sid;
  }

  /** Takes a candidate the browser gathered. */
  add(candidate: Candidate): void {
    if (this.#send) this.#send([candidate]);
    else this.#held.push(candidate);
  }

  /** Throws away what belongs to an offer that was made anew. */
  retain(keep: (candidate: Candidate) => boolean): void {
    this.#held = this.#held.filter(keep);
  }

  /**
   * Returns what was held (at most one message full) and passes everything else to `send` from now on.
   * @throws Error when `proof` is not this session's: a defect in the caller, nothing is released.
   */
  release(proof: AcceptProof, send: (candidates: Candidate[]) => void): Candidate[] {
    if (!proves(proof, this.#sid)) throw new Error("candidates asked for without proof of both consents");
    const held = this.#held;
    this.#held = [];
    this.#send = send;
    for (let i = LIMITS.candidatesPerMessage; i < held.length; i += LIMITS.candidatesPerMessage) {
      const batch = held.slice(i, i + LIMITS.candidatesPerMessage);
      queueMicrotask(() => send(batch));
    }
    return held.slice(0, LIMITS.candidatesPerMessage);
  }
}
