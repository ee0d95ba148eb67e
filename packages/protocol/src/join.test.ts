import { expect, test } from "vitest";
import { makeParties } from "../fixtures/session-pair.ts";
import { type Bytes, random, sha256, utf8 } from "./bytes.ts";
import {
  type AdmitProof,
  checkHostRoom,
  type JoinProof,
  keyHash,
  signAdmit,
  signJoin,
  verifyAdmit,
  verifyJoin,
} from "./join.ts";

const parties = await makeParties();
const join: JoinProof = {
  host: "call.example",
  nonce: random(16),
  roomId: parties.room.roomId,
  role: "host",
};
const admit: AdmitProof = { roomId: parties.room.roomId, key: await keyHash(parties.guestKey), ep: 7 };

test("JOIN-2: the proof of a key holds for exactly what it was made for", async () => {
  const signature = await signJoin(parties.host.privateKey, join);
  expect(signature).toHaveLength(64);
  expect(await verifyJoin(parties.hostKey, signature, join)).toBe(true);
  expect(await verifyJoin(parties.guestKey, signature, join)).toBe(false);
});

test.each<[string, Partial<JoinProof>]>([
  ["another server", { host: "call.example.evil" }],
  ["another nonce", { nonce: random(16) }],
  ["another room", { roomId: random(16) }],
  ["another role", { role: "guest" }],
])("JOIN-2: the proof does not hold for %s", async (_, change) => {
  const signature = await signJoin(parties.host.privateKey, join);
  expect(await verifyJoin(parties.hostKey, signature, { ...join, ...change })).toBe(false);
});

test.each<[string, Bytes]>([
  ["nothing", new Uint8Array()],
  ["noise", random(65)],
  ["something that looks like a point", Uint8Array.of(4, ...random(64))],
  ["the point at infinity", new Uint8Array(65)],
  ["a compressed point", Uint8Array.of(2, ...parties.hostKey.slice(1, 33))],
])("KEY-1: no proof holds under %s for a key", async (_, key) => {
  const signature = await signJoin(parties.host.privateKey, join);
  expect(await verifyJoin(key, signature, join)).toBe(false);
});

test("JOIN-4: a signature of any other length or content does not hold", async () => {
  for (const length of [0, 63, 64, 65, 72]) {
    expect(await verifyJoin(parties.hostKey, random(length), join)).toBe(false);
  }
});

test("JOIN-3, KEY-4: the room id follows from the host's key and salt and from nothing else", async () => {
  const claim = { key: parties.hostKey, salt: parties.room.roomSalt, roomId: parties.room.roomId };
  expect(await checkHostRoom(claim)).toBe(true);
  expect(await checkHostRoom({ ...claim, key: parties.guestKey })).toBe(false);
  expect(await checkHostRoom({ ...claim, salt: random(16) })).toBe(false);
  expect(await checkHostRoom({ ...claim, roomId: random(16) })).toBe(false);
});

test("ADMIT-1: an admission holds for one room, key, epoch and host", async () => {
  const signature = await signAdmit(parties.host.privateKey, admit);
  expect(admit.key).toEqual(await sha256(parties.guestKey));
  expect(await verifyAdmit(parties.hostKey, signature, admit)).toBe(true);
  expect(await verifyAdmit(parties.guestKey, signature, admit)).toBe(false);
  for (const change of [{ roomId: random(16) }, { key: random(32) }, { ep: 8 }, { ep: 7 + 2 ** 31 }]) {
    expect(await verifyAdmit(parties.hostKey, signature, { ...admit, ...change })).toBe(false);
  }
});

test("JOIN-2, ADMIT-1: neither proof passes for the other", async () => {
  const asJoin = await signJoin(parties.host.privateKey, join);
  const asAdmit = await signAdmit(parties.host.privateKey, admit);
  expect(await verifyAdmit(parties.hostKey, asJoin, admit)).toBe(false);
  expect(await verifyJoin(parties.hostKey, asAdmit, join)).toBe(false);
});

test("JOIN-2: a host name of any length and script is signed as its UTF-8", async () => {
  for (const host of ["", "[2001:db8::1]", "a".repeat(255), "b\u00fccher.example"]) {
    expect(utf8(host).length).toBeLessThan(65_536);
    const signature = await signJoin(parties.guest.privateKey, { ...join, host });
    expect(await verifyJoin(parties.guestKey, signature, { ...join, host })).toBe(true);
  }
});
