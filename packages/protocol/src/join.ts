import { type Bytes, concat, equal, lp, sha256, utf8 } from "./bytes.ts";
import { hostKeyHash, roomIdOf } from "./keys.ts";
import { sign, verify } from "./signature.ts";

/** What the proof of a join covers: SPEC JOIN-2. */
export interface JoinProof {
  /** Server's name as this device reached it, `URL.hostname`. */
  readonly host: string;
  /** 16 bytes from the server's `hello`. */
  readonly nonce: Bytes;
  /** 16 bytes. */
  readonly roomId: Bytes;
  readonly role: "host" | "guest";
}

const joinData = ({ host, nonce, roomId, role }: JoinProof): Bytes =>
  concat(utf8("onecall/1 join"), lp(utf8(host)), nonce, roomId, Uint8Array.of(role === "host" ? 0 : 1));

/** Proves to the server that this device holds the key it shows. Returns 64 bytes. */
export const signJoin = (privateKey: CryptoKey, proof: JoinProof): Promise<Bytes> =>
  sign(privateKey, joinData(proof));

/** Whether `signature` (64 bytes) proves the key (65 raw bytes); false, never an error, for a key that is none. */
export const verifyJoin = (publicKey: Bytes, signature: Bytes, proof: JoinProof): Promise<boolean> =>
  verify(publicKey, signature, joinData(proof));

/** What the host signs to seat a guest: SPEC ADMIT-1. */
export interface AdmitProof {
  /** 16 bytes. */
  readonly roomId: Bytes;
  /** {@link keyHash} of the guest, 32 bytes. */
  readonly key: Bytes;
  /** Room epoch. */
  readonly ep: number;
}

const admitData = ({ roomId, key, ep }: AdmitProof): Bytes => {
  const epoch = new Uint8Array(4);
  new DataView(epoch.buffer).setUint32(0, ep);
  return concat(utf8("onecall/1 admit"), roomId, key, epoch);
};

/** Signs the admission of one key in one room epoch. Returns 64 bytes. */
export const signAdmit = (privateKey: CryptoKey, proof: AdmitProof): Promise<Bytes> =>
  sign(privateKey, admitData(proof));

/** Whether the host of `publicKey` (65 raw bytes) signed this admission; false, never an error, for a key that is none. */
export const verifyAdmit = (publicKey: Bytes, signature: Bytes, proof: AdmitProof): Promise<boolean> =>
  verify(publicKey, signature, admitData(proof));

/** How `admit` names a guest: SHA-256 of the raw public key, 32 bytes. */
export const keyHash = (idpk: Bytes): Promise<Bytes> => sha256(idpk);

/** SPEC JOIN-3: whether the room id was made from this host's key and salt. */
export const checkHostRoom = async (claim: {
  readonly key: Bytes;
  readonly salt: Bytes;
  readonly roomId: Bytes;
}): Promise<boolean> => equal(await roomIdOf(await hostKeyHash(claim.key), claim.salt), claim.roomId);
