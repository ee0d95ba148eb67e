import { type Bytes, concat, equal } from "./bytes.ts";

/** Bytes of a truncated HMAC on the wire. */
export const TAG_LENGTH = 16;

/** Imports 32 bytes as an HMAC-SHA-256 key. */
export const macKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/** The first 16 bytes of HMAC-SHA-256 over `parts`. */
export const tag = async (key: CryptoKey, ...parts: readonly Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign("HMAC", key, concat(...parts))).slice(0, TAG_LENGTH);

/** Whether `claimed` is the {@link tag} of `parts`. */
export const tagHolds = async (
  key: CryptoKey,
  claimed: Uint8Array,
  ...parts: readonly Uint8Array[]
): Promise<boolean> => equal(claimed, await tag(key, ...parts));
