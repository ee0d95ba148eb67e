import { createHash } from "node:crypto";
import type { Random } from "./random.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A key as this file knows it: public and private half hold the same bytes. */
interface FakeKey {
  readonly bytes: Bytes;
}

const hash = (...parts: readonly Uint8Array[]): Bytes => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return new Uint8Array(sum.digest());
};
const bytesOf = (source: BufferSource): Bytes =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength) // Nothing here is shared memory.
    : new Uint8Array(source);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** As many bytes as asked for, all of which depend on all parts. */
const stretch = (length: number, ...parts: readonly Uint8Array[]): ArrayBuffer => {
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += 32) {
    out.set(hash(Uint8Array.of(at / 32), ...parts).subarray(0, Math.min(32, length - at)), at);
  }
  return out.buffer;
};

const macOf = (key: FakeKey, ...parts: readonly Uint8Array[]): Bytes =>
  hash(text("mac"), key.bytes, ...parts);

interface Gcm {
  readonly iv: Bytes;
  readonly additionalData: Bytes;
}

/**
 * Stands for WebCrypto in simulated time: it answers at once and keeps what the protocol relies on (who lacks a key makes no
 * signature, opens no frame), but no secret. Only what `packages/protocol` uses is there.
 */
const subtleOf = (random: Random) => ({
  digest: async (_: string, data: BufferSource) => hash(bytesOf(data)).buffer,
  generateKey: async () => {
    const bytes = new Uint8Array(65);
    random.fill(bytes);
    bytes[0] = 4;
    return { publicKey: { bytes }, privateKey: { bytes } };
  },
  exportKey: async (_: string, key: FakeKey) => key.bytes.slice().buffer,
  importKey: async (_: string, raw: BufferSource): Promise<FakeKey> => ({ bytes: bytesOf(raw).slice() }),
  sign: async (algorithm: string | object, key: FakeKey, data: BufferSource) =>
    algorithm === "HMAC"
      ? macOf(key, bytesOf(data)).buffer
      : stretch(64, text("sign"), key.bytes, bytesOf(data)),
  verify: async (_: object, key: FakeKey, signature: BufferSource, data: BufferSource) =>
    Buffer.from(stretch(64, text("sign"), key.bytes, bytesOf(data))).equals(bytesOf(signature)),
  deriveBits: async (
    { public: peer, salt, info }: { public?: FakeKey; salt?: Bytes; info?: Bytes },
    key: FakeKey,
    length: number,
  ) => {
    if (!peer) return stretch(length / 8, text("hkdf"), key.bytes, salt ?? text(""), info ?? text(""));
    // Both sides have to come to the same: what they share are the two public keys.
    const halves = [key.bytes, peer.bytes].sort(Buffer.compare);
    return stretch(length / 8, text("ecdh"), ...halves);
  },
  encrypt: async ({ iv, additionalData }: Gcm, key: FakeKey, data: BufferSource) => {
    const plain = bytesOf(data);
    const sealed = new Uint8Array(plain.length + 16);
    sealed.set(plain);
    sealed.set(macOf(key, iv, additionalData, plain).subarray(0, 16), plain.length);
    return sealed.buffer;
  },
  decrypt: async ({ iv, additionalData }: Gcm, key: FakeKey, data: BufferSource) => {
    const sealed = bytesOf(data);
    const plain = sealed.slice(0, -16);
    const tag = macOf(key, iv, additionalData, plain).subarray(0, 16);
    if (!Buffer.from(tag).equals(sealed.subarray(-16))) throw new Error("the tag does not hold");
    return plain.buffer;
  },
});

/** What a page finds as `crypto`. */
export const fakeCrypto = (random: Random) => ({
  subtle: subtleOf(random),
  getRandomValues: <T extends Uint8Array>(bytes: T): T => {
    random.fill(bytes);
    return bytes;
  },
});
