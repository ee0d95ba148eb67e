import { expect, test } from "vitest";
import { random, toHex } from "./bytes.ts";
import {
  deriveRoom,
  exportPublicKey,
  generateEphemeral,
  generateIdentity,
  importEphemeralKey,
  importIdentityKey,
} from "./keys.ts";

test("KEY-1, KEY-5: private halves can not be read out", async () => {
  for (const pair of [await generateIdentity(), await generateEphemeral()]) {
    expect(pair.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
    await expect(crypto.subtle.exportKey("jwk", pair.privateKey)).rejects.toThrow();
    expect(await exportPublicKey(pair.publicKey)).toHaveLength(65);
  }
});

test("KEY-1: a public key survives the wire; everything else is refused", async () => {
  const raw = await exportPublicKey((await generateIdentity()).publicKey);
  expect(await exportPublicKey(await importIdentityKey(raw))).toEqual(raw);
  const onTwist = Uint8Array.from(raw, (byte, i) => (i === 64 ? byte ^ 1 : byte));
  const compressed = Uint8Array.of((raw[64] ?? 0) % 2 === 0 ? 2 : 3, ...raw.slice(1, 33));
  for (const bad of [
    onTwist,
    compressed,
    new Uint8Array(65),
    new Uint8Array(),
    raw.slice(0, 64),
    random(65),
  ]) {
    await expect(importIdentityKey(bad)).rejects.toMatchObject({ code: "handshake-malformed" });
    await expect(importEphemeralKey(bad)).rejects.toMatchObject({ code: "handshake-malformed" });
  }
});

test("KEY-3, KEY-4: every bit of the link changes everything derived from it", async () => {
  const link = { secret: random(16), hostKeyHash: random(16) };
  const flipFirst = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, i) => (i === 0 ? byte ^ 1 : byte));
  const rooms = await Promise.all([
    deriveRoom(link),
    deriveRoom({ ...link, secret: flipFirst(link.secret) }),
    deriveRoom({ ...link, hostKeyHash: flipFirst(link.hostKeyHash) }),
  ]);
  for (const part of ["roomId", "roomSalt", "psk"] as const) {
    expect(new Set(rooms.map((room) => toHex(room[part]))).size).toBe(3);
  }
  expect(rooms.every(({ macKey }) => !macKey.extractable)).toBe(true);
});
