import { type Candidate, LIMITS } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import { hiddenLine, readCandidateLine } from "./candidate-line.ts";
import type { AcceptProof } from "./consent.ts";
import { HeldCandidates } from "./held-candidates.ts";

/** Candidates the browser finds within this time travel together. */
const TOGETHER = 20;

export interface LocalCandidatesListener {
  /** The browser gathered a candidate, `relayed`: at a relay. It may never leave. */
  onCandidate(candidate: { readonly line: string; readonly relayed: boolean }): void;
  /** True: no more of this generation come. */
  onGathering(complete: boolean): void;
}

/** Candidates the browser gathers for one connection: the ones that may leave, once they may. */
export class LocalCandidates {
  readonly #connection: RTCPeerConnection;
  readonly #hides: boolean;
  readonly #held: HeldCandidates;
  readonly #environment: Pick<Environment, "after">;
  /** What left since the last restart, to be said again where it may be lost. */
  #sent: Candidate[] = [];
  #together: Candidate[] = [];

  constructor(
    connection: RTCPeerConnection,
    {
      sid,
      hideAddress,
      environment,
    }: {
      readonly sid: string;
      readonly hideAddress: boolean;
      readonly environment: Pick<Environment, "after">;
    },
    listener: LocalCandidatesListener,
  ) {
    this.#connection = connection;
    this.#hides = hideAddress;
    this.#environment = environment;
    this.#held = new HeldCandidates(sid);
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (!candidate?.candidate) return;
      const line = candidate.candidate;
      listener.onCandidate({ line, relayed: readCandidateLine(line)?.type === "relay" });
      const travelling = this.#travelling(candidate);
      if (travelling && this.#isCurrent(travelling)) this.#held.add(travelling);
    });
    connection.addEventListener("icegatheringstatechange", () => {
      const { iceGatheringState } = connection;
      if (iceGatheringState !== "new") listener.onGathering(iceGatheringState === "complete");
    });
  }

  /** Both said yes: as {@link HeldCandidates.release}. */
  release(proof: AcceptProof, send: (candidates: Candidate[]) => void): Candidate[] {
    const held = this.#held.release(proof, (candidates) => this.#send(candidates, send));
    this.#sent.push(...held);
    return held;
  }

  /** What left and belongs to the description in force. */
  sent(): readonly Candidate[] {
    this.#sent = this.#sent.filter((candidate) => this.#isCurrent(candidate));
    return this.#sent;
  }

  #send(candidates: readonly Candidate[], send: (candidates: Candidate[]) => void): void {
    this.#sent.push(...candidates);
    this.#together.push(...candidates);
    if (this.#together.length > candidates.length) return;
    this.#environment.after(TOGETHER, () => {
      const all = this.#together.splice(0).filter((candidate) => this.#isCurrent(candidate));
      for (let i = 0; i < all.length; i += LIMITS.candidatesPerMessage) {
        send(all.slice(i, i + LIMITS.candidatesPerMessage));
      }
    });
  }

  /** The offer was made anew: what belongs to the one before is of no use. */
  forgetOlder(): void {
    this.#held.retain((candidate) => this.#isCurrent(candidate));
  }

  /** False for one of a description that was replaced meanwhile. */
  #isCurrent({ usernameFragment }: Candidate): boolean {
    const lines = this.#connection.localDescription?.sdp.split("\r\n");
    return !usernameFragment || !lines || lines.includes(`a=ice-ufrag:${usernameFragment}`);
  }

  /** The browser was told to gather nothing else than relays; this holds it to its word (SPEC ICE-5). */
  #travelling({
    candidate,
    sdpMid,
    sdpMLineIndex,
    usernameFragment,
  }: RTCIceCandidate): Candidate | undefined {
    const line = this.#hides ? hiddenLine(candidate) : candidate;
    if (line === undefined) return undefined;
    return { candidate: line, sdpMid, sdpMLineIndex, ...(usernameFragment ? { usernameFragment } : {}) };
  }
}
