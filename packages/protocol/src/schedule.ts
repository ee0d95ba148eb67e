import { type Bytes, concat, lp, sha256, utf8 } from "./bytes.ts";
import type { DirectionKeys } from "./frame.ts";
import { hkdf } from "./hkdf.ts";
import { importEphemeralKey } from "./keys.ts";
import { macKey } from "./mac.ts";

/** SPEC KEY-6: hash of everything both devices said in the handshake, 32 bytes. */
export const transcriptHash = (roomId: Bytes, knock: Bytes, hello: Bytes, reveal: Bytes): Promise<Bytes> =>
  sha256(utf8("onecall/1 transcript"), roomId, lp(knock), lp(hello), lp(reveal));

/** ECDH P-256: 32 bytes, the x-coordinate. Throws ProtocolError `handshake-malformed` when `publicKey` is no point. */
export const sharedSecret = async (privateKey: CryptoKey, publicKey: Bytes): Promise<Bytes> => {
  const peer = await importEphemeralKey(publicKey);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, privateKey, 256));
};

/** SPEC KEY-7: what one handshake yields, raw. */
export interface Secrets {
  /** 32 bytes each. */
  readonly g2h: Bytes;
  readonly h2g: Bytes;
  /** 12 bytes each. */
  readonly g2hIv: Bytes;
  readonly h2gIv: Bytes;
  /** 4 bytes. */
  readonly sas: Bytes;
  /** 32 bytes. */
  readonly sync: Bytes;
}

/** Derives the secrets of a session from the shared secret, the link's `psk` and the transcript. */
export const deriveSecrets = async (ss: Bytes, psk: Bytes, th: Bytes): Promise<Secrets> => {
  const ikm = concat(ss, psk);
  const [g2h, h2g, g2hIv, h2gIv, sas, sync] = await Promise.all([
    hkdf(ikm, th, "g2h key", 32),
    hkdf(ikm, th, "h2g key", 32),
    hkdf(ikm, th, "g2h iv", 12),
    hkdf(ikm, th, "h2g iv", 12),
    hkdf(ikm, th, "sas", 4),
    hkdf(ikm, th, "sync", 32),
  ]);
  return { g2h, h2g, g2hIv, h2gIv, sas, sync };
};

/** The keys of a session, ready for use and out of reach of storage. */
export interface SessionKeys {
  readonly th: Bytes;
  readonly g2h: DirectionKeys;
  readonly h2g: DirectionKeys;
  /** HMAC, for sync frames (SPEC FRAME-6). */
  readonly sync: CryptoKey;
}

const directionKeys = async (key: Bytes, iv: Bytes): Promise<DirectionKeys> => ({
  key: await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]),
  iv,
});

export const importSecrets = async (secrets: Secrets, th: Bytes): Promise<SessionKeys> => {
  const [g2h, h2g, sync] = await Promise.all([
    directionKeys(secrets.g2h, secrets.g2hIv),
    directionKeys(secrets.h2g, secrets.h2gIv),
    macKey(secrets.sync),
  ]);
  return { th, g2h, h2g, sync };
};
