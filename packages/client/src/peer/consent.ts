/**
 * Proof that both people said yes to one session (SPEC CONSENT-1). Candidates and tracks leave the device only against
 * one, and the three functions below are the only ones that make one.
 */
export interface AcceptProof {
  /** Session the two people said yes to, as hex of its 16-byte id. */
  readonly sid: string;
}

const proofs = new WeakSet<AcceptProof>();

const prove = (sid: string): AcceptProof => {
  const proof = Object.freeze({ sid });
  proofs.add(proof);
  return proof;
};

/** Host: the person pressed Accept on the knock of this session, whose FIN holds the guest's yes. */
export const proofOfClick = (sid: string): AcceptProof => prove(sid);

/** Guest: an ACCEPT frame of this session was opened; asking was the guest's own yes. */
export const proofOfFrame = (sid: string): AcceptProof => prove(sid);

/** Host: the key accepted in this very call came back within the time of SPEC REJOIN-2. */
export const proofOfLiveCall = (sid: string): AcceptProof => prove(sid);

/** True for a proof made here for the session `sid`; an object that only looks like one is none. */
export const proves = (proof: AcceptProof, sid: string): boolean => proofs.has(proof) && proof.sid === sid;
