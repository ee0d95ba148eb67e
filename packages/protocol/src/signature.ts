import { type Bytes, concat } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { importIdentityKey } from "./keys.ts";

const ECDSA = { name: "ECDSA", hash: "SHA-256" };

/** Bytes of an ECDSA P-256 signature, r || s (W3C WebCrypto 23.7.1). */
export const SIGNATURE_LENGTH = 64;

/** ECDSA P-256 with SHA-256 over `parts`. */
export const sign = async (privateKey: CryptoKey, ...parts: readonly Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign(ECDSA, privateKey, concat(...parts)));

/** Whether `signature` over `parts` was made with the key of `publicKey` (raw); false for a key that is none. */
export const verify = async (
  publicKey: Bytes,
  signature: Bytes,
  ...parts: readonly Uint8Array[]
): Promise<boolean> => {
  try {
    return await crypto.subtle.verify(ECDSA, await importIdentityKey(publicKey), signature, concat(...parts));
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
};
