import { type Bytes, concat, equal, sha256, utf8 } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { SIGNATURE_LENGTH, sign, verify } from "../signature.ts";

/** `g`: the guest speaks, `h`: the host. */
export type Side = "g" | "h";

const FINGERPRINT_END = SIGNATURE_LENGTH + 32;
const FIXED_LENGTH = FINGERPRINT_END + 32;

/** SPEC HS-5: commitment to a DTLS fingerprint (32 bytes) under a random `rf` (32 bytes). 32 bytes. */
export const fingerprintCommitment = (
  side: Side,
  sid: Bytes,
  fingerprint: Bytes,
  rf: Bytes,
): Promise<Bytes> => sha256(utf8(`onecall/1 fp ${side}`), sid, fingerprint, rf);

/** Signs the transcript and the fingerprint with the identity key: SPEC HS-6. 64 bytes. */
export const signFin = (side: Side, privateKey: CryptoKey, th: Bytes, fingerprint: Bytes): Promise<Bytes> =>
  sign(privateKey, utf8(`onecall/1 auth ${side}`), th, fingerprint);

/** Whether the signature of a FIN holds. */
export const verifyFin = (
  side: Side,
  idpk: Bytes,
  signature: Bytes,
  th: Bytes,
  fingerprint: Bytes,
): Promise<boolean> => verify(idpk, signature, utf8(`onecall/1 auth ${side}`), th, fingerprint);

/** SPEC HS-6: what the FIN frame holds. `rest`: the guest's profile as JSON; empty from the host. */
export const writeFin = (signature: Bytes, fingerprint: Bytes, rf: Bytes, rest: Bytes): Bytes =>
  concat(signature, fingerprint, rf, rest);

/** What a FIN is checked against: the other side's share of the transcript. */
export interface FinExpectation {
  readonly side: Side;
  readonly sid: Bytes;
  readonly th: Bytes;
  readonly idpk: Bytes;
  readonly cfp: Bytes;
}

/**
 * Reads and checks the content of the other device's FIN frame.
 * @throws ProtocolError `handshake-malformed`, `handshake-signature` or `handshake-fingerprint`
 */
export const readFin = async (
  plaintext: Bytes,
  { side, sid, th, idpk, cfp }: FinExpectation,
): Promise<{ readonly fingerprint: Bytes; readonly rest: Bytes }> => {
  if (plaintext.length < FIXED_LENGTH) throw new ProtocolError("handshake-malformed", "FIN is too short");
  const signature = plaintext.slice(0, SIGNATURE_LENGTH);
  const fingerprint = plaintext.slice(SIGNATURE_LENGTH, FINGERPRINT_END);
  const rf = plaintext.slice(FINGERPRINT_END, FIXED_LENGTH);
  if (!(await verifyFin(side, idpk, signature, th, fingerprint))) {
    throw new ProtocolError("handshake-signature");
  }
  if (!equal(cfp, await fingerprintCommitment(side, sid, fingerprint, rf))) {
    throw new ProtocolError("handshake-fingerprint");
  }
  return { fingerprint, rest: plaintext.slice(FIXED_LENGTH) };
};
