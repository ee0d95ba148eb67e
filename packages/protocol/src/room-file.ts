import * as v from "valibot";
import { type Bytes, fromBase64url, random, toBase64url } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { exportPublicKey, hostKeyHash, importIdentityPair } from "./keys.ts";
import { LIMITS } from "./limits.ts";
import { sign, verify } from "./signature.ts";

/** A lasting room as it travels between two devices of one person. */
export interface SavedRoom {
  readonly name: string;
  readonly secret: Bytes;
  readonly hostKeyHash: Bytes;
  readonly identity: CryptoKeyPair;
}

const MAX_FILE = 2_000;
/** Base64url of 32 bytes. */
const coordinate = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
const RoomFile = v.strictObject({
  onecall: v.literal("room"),
  v: v.literal(1),
  warning: v.pipe(v.string(), v.maxLength(500)),
  name: v.pipe(v.string(), v.maxLength(LIMITS.nameLength)),
  secret: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  key: v.strictObject({
    kty: v.literal("EC"),
    crv: v.literal("P-256"),
    x: coordinate,
    y: coordinate,
    d: coordinate,
  }),
});

/**
 * SPEC KEY-9: the text of the file. `warning`: that whoever has it is the host, in the person's language.
 * Rejects with the browser's error when the key was not made to be saved.
 */
export const writeRoomFile = async (
  room: Pick<SavedRoom, "name" | "secret" | "identity">,
  warning: string,
): Promise<string> => {
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", room.identity.privateKey);
  const key = { kty, crv, x, y, d };
  const file = { onecall: "room", v: 1, warning, name: room.name, secret: toBase64url(room.secret), key };
  return `${JSON.stringify(file, null, 2)}\n`;
};

/** True when the two halves of a key belong to each other, which not every browser checks. */
const isPair = async ({ privateKey, publicKey }: CryptoKeyPair): Promise<boolean> => {
  const probe = random(16);
  return verify(await exportPublicKey(publicKey), await sign(privateKey, probe), probe);
};

const parse = (text: string) => {
  if (text.length > MAX_FILE) throw new ProtocolError("room-file", "too long");
  return v.parse(RoomFile, JSON.parse(text));
};

/** Reads what {@link writeRoomFile} wrote; throws ProtocolError `room-file` for anything else. */
export const readRoomFile = async (text: string): Promise<SavedRoom> => {
  try {
    const { name, secret, key } = parse(text);
    const identity = await importIdentityPair(key);
    if (!(await isPair(identity))) throw new ProtocolError("room-file", "not one key");
    const hash = await hostKeyHash(await exportPublicKey(identity.publicKey));
    return { name, secret: fromBase64url(secret, 16), hostKeyHash: hash, identity };
  } catch {
    // The cause may hold parts of the file.
    throw new ProtocolError("room-file");
  }
};
