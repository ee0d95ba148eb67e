import { describe, expect, test } from "vitest";
import { guestOf, hostOf, makeParties, type Parties } from "../../fixtures/session-pair.ts";
import { type Bytes, concat, random } from "../bytes.ts";
import { encodeHeader, FRAME_TYPE, sealFrame } from "../frame.ts";
import { deriveRoom, exportPublicKey, generateEphemeral, generateIdentity, hostKeyHash } from "../keys.ts";
import { deriveSecrets, importSecrets, type SessionKeys, sharedSecret, transcriptHash } from "../schedule.ts";
import { fingerprintCommitment, signFin, writeFin } from "./fin.ts";
import { type HostShare, readHello, writeHello } from "./hello.ts";

const flip = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
const notAPoint = concat(Uint8Array.of(4), random(64));

const begin = async () => {
  const parties = await makeParties();
  const guest = await guestOf(parties);
  const { hello } = await hostOf(parties).onKnock(guest.knock);
  return { parties, guest, hello };
};

describe("HS-7: the guest ends the handshake when HELLO", () => {
  test.each([
    ["is cut off", (hello: Bytes) => hello.slice(0, 227), "handshake-malformed"],
    ["is too long", (hello: Bytes) => concat(hello, Uint8Array.of(0)), "handshake-malformed"],
    ["is empty", () => new Uint8Array(), "handshake-malformed"],
    [
      "has another version",
      (hello: Bytes) => concat(Uint8Array.of(2), hello.slice(1)),
      "handshake-malformed",
    ],
    ["has another type", (hello: Bytes) => flip(hello, 1), "handshake-malformed"],
    ["has another sid", (hello: Bytes) => flip(hello, 2), "handshake-tag"],
    ["has another ephemeral key", (hello: Bytes) => flip(hello, 20), "handshake-tag"],
    ["has another identity key", (hello: Bytes) => flip(hello, 90), "handshake-tag"],
    ["has other randomness", (hello: Bytes) => flip(hello, 150), "handshake-tag"],
    ["has another fingerprint commitment", (hello: Bytes) => flip(hello, 190), "handshake-tag"],
    ["has another tag", (hello: Bytes) => flip(hello, 227), "handshake-tag"],
  ])("%s", async (_, tamper, code) => {
    const { guest, hello } = await begin();
    await expect(guest.onHello(tamper(hello))).rejects.toMatchObject({ code });
    await expect(guest.onHello(hello)).rejects.toMatchObject({ code: "handshake-malformed" });
  });

  test("was made by someone who has not the link", async () => {
    const { guest } = await begin();
    const stranger = await makeParties();
    const knock = await guestOf(stranger, { randomness: await fixedRandomness(guest.sid) });
    const { hello } = await hostOf(stranger).onKnock(knock.knock);
    await expect(guest.onHello(hello)).rejects.toMatchObject({ code: "handshake-tag" });
  });

  test("answers another KNOCK", async () => {
    const { parties, guest } = await begin();
    const other = await guestOf(parties, { randomness: await fixedRandomness(guest.sid) });
    const { hello } = await hostOf(parties).onKnock(other.knock);
    await expect(guest.onHello(hello)).rejects.toMatchObject({ code: "handshake-tag" });
  });

  test.each([
    ["names another sid under a true tag", async () => ({ sid: random(16) }), "handshake-malformed"],
    [
      "has a host key that is not the link's",
      async () => ({ idpk: await exportPublicKey((await generateIdentity()).publicKey) }),
      "handshake-host-key",
    ],
    ["has an ephemeral key that is no point", async () => ({ epk: notAPoint }), "handshake-malformed"],
  ])("%s", async (_, make, code) => {
    const { parties, guest, hello } = await begin();
    const { sid, ...share } = await readHello(hello, guest.knock, parties.room.macKey);
    const changed: HostShare & { sid: Bytes } = { sid, ...share, ...(await make()) };
    const forged = await writeHello(changed.sid, changed, guest.knock, parties.room.macKey);
    await expect(guest.onHello(forged)).rejects.toMatchObject({ code });
  });

  test("has an identity key that is no point, though the link names it", async () => {
    const parties = await makeParties();
    const link = { secret: random(16), hostKeyHash: await hostKeyHash(notAPoint) };
    const room = await deriveRoom(link);
    const guest = await guestOf(parties, { link, room });
    const { hello } = await hostOf({ ...parties, room }).onKnock(guest.knock);
    const { sid, ...share } = await readHello(hello, guest.knock, room.macKey);
    const forged = await writeHello(sid, { ...share, idpk: notAPoint }, guest.knock, room.macKey);
    await expect(guest.onHello(forged)).rejects.toMatchObject({ code: "handshake-malformed" });
  });

  test("comes twice", async () => {
    const { guest, hello } = await begin();
    await guest.onHello(hello);
    await expect(guest.onHello(hello)).rejects.toMatchObject({ code: "handshake-malformed" });
  });
});

async function fixedRandomness(sid: Bytes) {
  return { sid, r: random(32), rf: random(32), ephemeral: await generateEphemeral() };
}

/** A host that holds all keys and says what the test wants in FIN_H. */
const beginAsHost = async () => {
  const parties = await makeParties();
  const own = { r: random(32), rf: random(32), ephemeral: await generateEphemeral() };
  const guest = await guestOf(parties);
  const { hello } = await hostOf(parties, { randomness: own }).onKnock(guest.knock);
  const { reveal, session } = await guest.onHello(hello);
  const th = await transcriptHash(parties.room.roomId, guest.knock, hello, reveal.slice(0, 212));
  const ss = await sharedSecret(own.ephemeral.privateKey, reveal.slice(18, 83));
  const keys = await importSecrets(await deriveSecrets(ss, parties.room.psk, th), th);
  const sealFin = (content: Bytes, seq = 0) =>
    sealFrame({ type: FRAME_TYPE.finH, sid: guest.sid, dir: 1, seq }, keys.h2g, th, content);
  return { parties, guest, session, reveal, rf: own.rf, th, keys, sealFin };
};

const contentOf = async (
  { host, hostFingerprint }: Parties,
  { th }: SessionKeys,
  rf: Bytes,
  change: {
    identity?: CryptoKeyPair;
    signedFingerprint?: Bytes;
    fingerprint?: Bytes;
    rf?: Bytes;
    rest?: Bytes;
  },
) => {
  const fingerprint = change.fingerprint ?? hostFingerprint;
  const signature = await signFin(
    "h",
    (change.identity ?? host).privateKey,
    th,
    change.signedFingerprint ?? fingerprint,
  );
  return writeFin(signature, fingerprint, change.rf ?? rf, change.rest ?? new Uint8Array());
};

describe("HS-7: the guest ends the session when FIN_H", () => {
  test.each([
    ["is signed by another key", async () => ({ identity: await generateIdentity() }), "handshake-signature"],
    [
      "is signed for another fingerprint",
      async () => ({ signedFingerprint: random(32) }),
      "handshake-signature",
    ],
    [
      "names a fingerprint HELLO did not commit to",
      async () => ({ fingerprint: random(32) }),
      "handshake-fingerprint",
    ],
    ["opens the commitment with another value", async () => ({ rf: random(32) }), "handshake-fingerprint"],
    ["says more than it may", async () => ({ rest: Uint8Array.of(0x7b) }), "handshake-malformed"],
  ])("%s", async (_, make, code) => {
    const { parties, guest, session, rf, keys, sealFin } = await beginAsHost();
    const fin = await sealFin(await contentOf(parties, keys, rf, await make()));
    await expect(guest.onFin(fin)).rejects.toMatchObject({ code });
    await expect(session.seal({ t: "bye", r: "left" })).rejects.toMatchObject({ code });
    await expect(session.open(fin)).rejects.toMatchObject({ code });
    await expect(session.sync()).rejects.toMatchObject({ code });
  });

  test("is too short to be one", async () => {
    const { guest, sealFin } = await beginAsHost();
    await expect(guest.onFin(await sealFin(random(127)))).rejects.toMatchObject({
      code: "handshake-malformed",
    });
  });

  test("was changed on the way", async () => {
    const { parties, guest, rf, keys, sealFin } = await beginAsHost();
    const fin = await sealFin(await contentOf(parties, keys, rf, {}));
    await expect(guest.onFin(flip(fin, 100))).rejects.toMatchObject({ code: "frame-forged" });
    await expect(guest.onFin(fin)).rejects.toMatchObject({ code: "handshake-malformed" });
  });

  test("is not the first frame, though it says what FIN_H should", async () => {
    const { parties, guest, rf, keys, th } = await beginAsHost();
    const header = { type: FRAME_TYPE.message, sid: guest.sid, dir: 1, seq: 1 } as const;
    const message = await sealFrame(header, keys.h2g, th, await contentOf(parties, keys, rf, {}));
    await expect(guest.onFin(message)).rejects.toMatchObject({ code: "handshake-malformed" });
  });

  test("is a sync", async () => {
    const { guest } = await beginAsHost();
    const header = encodeHeader({ type: FRAME_TYPE.sync, sid: guest.sid, dir: 1, seq: 0 });
    await expect(guest.onFin(concat(header, random(16)))).rejects.toMatchObject({
      code: "handshake-malformed",
    });
  });

  test("is the guest's own FIN sent back", async () => {
    const { guest, reveal } = await beginAsHost();
    await expect(guest.onFin(reveal.slice(212))).rejects.toMatchObject({ code: "frame-malformed" });
  });

  test("comes before HELLO, or twice", async () => {
    const { parties, guest, rf, keys, sealFin } = await beginAsHost();
    const fin = await sealFin(await contentOf(parties, keys, rf, {}));
    const early = await guestOf(parties);
    await expect(early.onFin(fin)).rejects.toMatchObject({ code: "handshake-malformed" });
    await expect(guest.onFin(fin)).resolves.toMatchObject({ peer: { key: parties.hostKey } });
    await expect(guest.onFin(fin)).rejects.toMatchObject({ code: "handshake-malformed" });
  });
});

test("HS-5: the commitment depends on side, sid, fingerprint and randomness", async () => {
  const [sid, fp, rf] = [random(16), random(32), random(32)];
  const all = await Promise.all([
    fingerprintCommitment("g", sid, fp, rf),
    fingerprintCommitment("h", sid, fp, rf),
    fingerprintCommitment("g", flip(sid, 0), fp, rf),
    fingerprintCommitment("g", sid, flip(fp, 0), rf),
    fingerprintCommitment("g", sid, fp, flip(rf, 0)),
  ]);
  expect(new Set(all.map((value) => value.join())).size).toBe(5);
});
