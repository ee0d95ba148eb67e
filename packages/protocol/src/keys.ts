import { type Bytes, concat, sha256, utf8 } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { hkdf } from "./hkdf.ts";
import type { LinkSecret } from "./link.ts";
import { macKey } from "./mac.ts";

/** Bytes of a raw, uncompressed P-256 point (SEC 1 section 2.3.3). */
const PUBLIC_KEY_LENGTH = 65;

const IDENTITY = { name: "ECDSA", namedCurve: "P-256" };
const EPHEMERAL = { name: "ECDH", namedCurve: "P-256" };

/** An identity of one device at one link (SPEC KEY-1): ECDSA P-256, its private key never leaves the browser. */
export const generateIdentity = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(IDENTITY, false, ["sign", "verify"]);

/** As {@link generateIdentity}, for a lasting room: its person may save it in a file (SPEC KEY-9). */
export const generateLastingIdentity = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(IDENTITY, true, ["sign", "verify"]);

/** Both halves of a saved identity key (SPEC KEY-9); rejects for what is no key pair of P-256. */
export const importIdentityPair = async (jwk: JsonWebKey): Promise<CryptoKeyPair> => {
  const { d: _, ...publicHalf } = jwk;
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey("jwk", jwk, IDENTITY, true, ["sign"]),
    crypto.subtle.importKey("jwk", publicHalf, IDENTITY, true, ["verify"]),
  ]);
  return { privateKey, publicKey };
};

/** A key for one handshake (SPEC KEY-5): ECDH P-256, held in memory only. */
export const generateEphemeral = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(EPHEMERAL, false, ["deriveBits"]);

/** A public key as 65 raw bytes. */
export const exportPublicKey = async (key: CryptoKey): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey("raw", key));

const importPoint = async (
  raw: Bytes,
  algorithm: EcKeyImportParams,
  usages: KeyUsage[],
): Promise<CryptoKey> => {
  if (raw.length !== PUBLIC_KEY_LENGTH || raw[0] !== 4) {
    throw new ProtocolError("handshake-malformed", "not an uncompressed P-256 point");
  }
  try {
    return await crypto.subtle.importKey("raw", raw, algorithm, true, usages);
  } catch (cause) {
    throw new ProtocolError("handshake-malformed", "not a point of P-256", { cause });
  }
};

/** Imports a raw identity key; throws ProtocolError `handshake-malformed` for anything but a point of P-256. */
export const importIdentityKey = (raw: Bytes): Promise<CryptoKey> => importPoint(raw, IDENTITY, ["verify"]);

/** Imports a raw ephemeral key; throws ProtocolError `handshake-malformed` for anything but a point of P-256. */
export const importEphemeralKey = (raw: Bytes): Promise<CryptoKey> => importPoint(raw, EPHEMERAL, []);

/** SPEC KEY-2: what the link says of the host's key, 16 bytes. */
export const hostKeyHash = async (idpk: Bytes): Promise<Bytes> =>
  (await sha256(utf8("onecall/1 host key"), idpk)).slice(0, 16);

/** SPEC KEY-4: the room id commits to the host's key, so nobody else can take the host's seat. 16 bytes. */
export const roomIdOf = async (hk: Bytes, roomSalt: Bytes): Promise<Bytes> =>
  (await sha256(utf8("onecall/1 room"), hk, roomSalt)).slice(0, 16);

/** What both devices derive from the link (SPEC KEY-3, KEY-4). */
export interface RoomKeys {
  /** 16 bytes, known to the server. */
  readonly roomId: Bytes;
  /** 16 bytes, shown to the server by the host. */
  readonly roomSalt: Bytes;
  /** HMAC key that shows whoever knocks or answers has the link. */
  readonly macKey: CryptoKey;
  /** 32 bytes mixed into the session keys. */
  readonly psk: Bytes;
}

const ZERO_SALT = new Uint8Array(32);

/** The raw 32 bytes of the key of SPEC KEY-3. */
export const deriveMacBytes = (link: LinkSecret): Promise<Bytes> =>
  hkdf(concat(link.secret, link.hostKeyHash), ZERO_SALT, "mac", 32);

/** Everything the link yields. */
export const deriveRoom = async (link: LinkSecret): Promise<RoomKeys> => {
  const ikm = concat(link.secret, link.hostKeyHash);
  const [roomSalt, mac, psk] = await Promise.all([
    hkdf(ikm, ZERO_SALT, "room salt", 16),
    deriveMacBytes(link),
    hkdf(ikm, ZERO_SALT, "psk", 32),
  ]);
  const [roomId, key] = await Promise.all([roomIdOf(link.hostKeyHash, roomSalt), macKey(mac)]);
  return { roomId, roomSalt, macKey: key, psk };
};
