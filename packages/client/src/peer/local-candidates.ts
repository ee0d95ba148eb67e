import type { Candidate } from "@onecall/protocol";
import { hiddenLine, readCandidateLine } from "./candidate-line.ts";
import type { AcceptProof } from "./consent.ts";
import { HeldCandidates } from "./held-candidates.ts";

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

  constructor(
    connection: RTCPeerConnection,
    { sid, hideAddress }: { readonly sid: string; readonly hideAddress: boolean },
    listener: LocalCandidatesListener,
  ) {
    this.#connection = connection;
    this.#hides = hideAddress;
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
    return this.#held.release(proof, send);
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
