import { describe, expect, test } from "vitest";
import { guestOf, hostOf, makeParties, type Parties } from "../../fixtures/session-pair.ts";
import { type Bytes, concat, random, utf8 } from "../bytes.ts";
import { FRAME_TYPE, type FrameHeader, sealFrame } from "../frame.ts";
import { exportPublicKey, generateEphemeral, generateIdentity } from "../keys.ts";
import { deriveSecrets, importSecrets, sharedSecret, transcriptHash } from "../schedule.ts";
import { fingerprintCommitment, signFin, writeFin } from "./fin.ts";
import { REVEAL_WITHIN } from "./host.ts";
import { commitment, type GuestShare, writeKnock } from "./knock.ts";
import { writeReveal } from "./reveal.ts";

const flip = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
const notAPoint = concat(Uint8Array.of(4), random(64));

describe("HS-7: the host ends the handshake when KNOCK", () => {
  test.each([
    ["is cut off", (knock: Bytes) => knock.slice(0, 65), "handshake-malformed"],
    ["is too long", (knock: Bytes) => concat(knock, Uint8Array.of(0)), "handshake-malformed"],
    [
      "has another version",
      (knock: Bytes) => concat(Uint8Array.of(0), knock.slice(1)),
      "handshake-malformed",
    ],
    [
      "has another type",
      (knock: Bytes) => concat(Uint8Array.of(1, 3), knock.slice(2)),
      "handshake-malformed",
    ],
    ["has another sid", (knock: Bytes) => flip(knock, 2), "handshake-tag"],
    ["has another commitment", (knock: Bytes) => flip(knock, 20), "handshake-tag"],
    ["has another tag", (knock: Bytes) => flip(knock, 65), "handshake-tag"],
  ])("%s", async (_, tamper, code) => {
    const parties = await makeParties();
    const { knock } = await guestOf(parties);
    const usedSids = new Set<string>();
    const host = hostOf(parties, { usedSids });
    await expect(host.onKnock(tamper(knock))).rejects.toMatchObject({ code });
    expect(usedSids.size).toBe(0);
    await expect(host.onKnock(knock)).rejects.toMatchObject({ code: "handshake-malformed" });
  });

  test("comes from someone who has not the link", async () => {
    const { knock } = await guestOf(await makeParties());
    const host = hostOf(await makeParties());
    await expect(host.onKnock(knock)).rejects.toMatchObject({ code: "handshake-tag" });
  });

  test("was answered before, by another handshake of this page", async () => {
    const parties = await makeParties();
    const usedSids = new Set<string>();
    const { knock } = await guestOf(parties);
    await hostOf(parties, { usedSids }).onKnock(knock);
    const again = hostOf(parties, { usedSids });
    await expect(again.onKnock(knock)).rejects.toMatchObject({ code: "handshake-malformed" });
  });
});

interface Forgery {
  /** What KNOCK commits to. */
  readonly committed?: Partial<GuestShare>;
  /** What REVEAL then shows. */
  readonly revealed?: Partial<GuestShare> & { readonly sid?: Bytes };
  readonly header?: Partial<FrameHeader>;
  readonly identity?: CryptoKeyPair;
  readonly signedFingerprint?: Bytes;
  readonly fingerprint?: Bytes;
  readonly rf?: Bytes;
  readonly profile?: Bytes;
}

/** A guest that has the link and says what the test wants; everything not forged is as it should be. */
const knockAs = async (parties: Parties, forgery: Forgery) => {
  const [sid, r, rf, ephemeral] = [random(16), random(32), random(32), await generateEphemeral()];
  const share: GuestShare = {
    epk: await exportPublicKey(ephemeral.publicKey),
    idpk: parties.guestKey,
    r,
    cfp: await fingerprintCommitment("g", sid, parties.guestFingerprint, rf),
    ...forgery.committed,
  };
  const knock = await writeKnock(sid, await commitment(sid, share), parties.room.macKey);
  const answer = async (hello: Bytes): Promise<Bytes> => {
    const reveal = writeReveal(forgery.revealed?.sid ?? sid, { ...share, ...forgery.revealed });
    const th = await transcriptHash(parties.room.roomId, knock, hello, reveal);
    const ss = await sharedSecret(ephemeral.privateKey, hello.slice(18, 83));
    const keys = await importSecrets(await deriveSecrets(ss, parties.room.psk, th), th);
    const fingerprint = forgery.fingerprint ?? parties.guestFingerprint;
    const signature = await signFin(
      "g",
      (forgery.identity ?? parties.guest).privateKey,
      th,
      forgery.signedFingerprint ?? fingerprint,
    );
    const profile = forgery.profile ?? utf8('{"n":"Ada","c":[]}');
    const content = writeFin(signature, fingerprint, forgery.rf ?? rf, profile);
    const header = { type: FRAME_TYPE.finG, sid, dir: 0, seq: 0, ...forgery.header } as const;
    return concat(reveal, await sealFrame(header, keys.g2h, th, content));
  };
  return { knock, answer };
};

describe("HS-7: the host ends the handshake when REVEAL with FIN_G", () => {
  test.each<[string, () => Promise<Forgery>, string | undefined]>([
    ["is what it should be (it does not)", async () => ({}), undefined],
    ["names another sid", async () => ({ revealed: { sid: random(16) } }), "handshake-malformed"],
    [
      "shows another ephemeral key than it committed to",
      async () => ({ revealed: { epk: await exportPublicKey((await generateEphemeral()).publicKey) } }),
      "handshake-commitment",
    ],
    [
      "shows another identity key than it committed to",
      async () => ({ revealed: { idpk: await exportPublicKey((await generateIdentity()).publicKey) } }),
      "handshake-commitment",
    ],
    [
      "shows other randomness than it committed to",
      async () => ({ revealed: { r: random(32) } }),
      "handshake-commitment",
    ],
    [
      "shows another fingerprint commitment",
      async () => ({ revealed: { cfp: random(32) } }),
      "handshake-commitment",
    ],
    [
      "has an ephemeral key that is no point",
      async () => ({ committed: { epk: notAPoint } }),
      "handshake-malformed",
    ],
    [
      "has an identity key that is no point",
      async () => ({ committed: { idpk: notAPoint } }),
      "handshake-malformed",
    ],
    ["has a FIN of another session", async () => ({ header: { sid: random(16) } }), "handshake-malformed"],
    [
      "has a FIN of another type",
      async () => ({ header: { type: FRAME_TYPE.message } }),
      "handshake-malformed",
    ],
    ["has a FIN of the other direction", async () => ({ header: { dir: 1 } }), "handshake-malformed"],
    ["has a FIN of another number", async () => ({ header: { seq: 1 } }), "handshake-malformed"],
    ["is signed by another key", async () => ({ identity: await generateIdentity() }), "handshake-signature"],
    [
      "is signed for another fingerprint",
      async () => ({ signedFingerprint: random(32) }),
      "handshake-signature",
    ],
    [
      "names a fingerprint KNOCK did not commit to",
      async () => ({ fingerprint: random(32) }),
      "handshake-fingerprint",
    ],
    ["opens the commitment with another value", async () => ({ rf: random(32) }), "handshake-fingerprint"],
    ["has a profile that is not JSON", async () => ({ profile: utf8("Ada") }), "message-malformed"],
    [
      "has a profile that is not UTF-8",
      async () => ({ profile: Uint8Array.of(0x22, 0xff, 0x22) }),
      "message-malformed",
    ],
    [
      "has a profile with an unknown key",
      async () => ({ profile: utf8('{"n":"","c":[],"x":1}') }),
      "message-malformed",
    ],
    [
      "has a name that is too long",
      async () => ({ profile: utf8(`{"n":"${"a".repeat(65)}","c":[]}`) }),
      "message-malformed",
    ],
  ])("%s", async (_, make, code) => {
    const parties = await makeParties();
    const host = hostOf(parties);
    const { knock, answer } = await knockAs(parties, await make());
    const { hello } = await host.onKnock(knock);
    const reveal = await answer(hello);
    if (code === undefined)
      await expect(host.onReveal(reveal)).resolves.toMatchObject({ peer: { profile: { n: "Ada" } } });
    else await expect(host.onReveal(reveal)).rejects.toMatchObject({ code });
    await expect(host.onReveal(reveal)).rejects.toMatchObject({ code: "handshake-malformed" });
  });

  test.each([
    ["is cut off inside REVEAL", (reveal: Bytes) => reveal.slice(0, 211), "handshake-malformed"],
    ["is REVEAL without FIN_G", (reveal: Bytes) => reveal.slice(0, 212), "frame-malformed"],
    ["is cut off inside FIN_G", (reveal: Bytes) => reveal.slice(0, -1), "frame-malformed"],
    ["is followed by more", (reveal: Bytes) => concat(reveal, Uint8Array.of(0)), "frame-malformed"],
    ["has a changed FIN_G", (reveal: Bytes) => flip(reveal, 300), "frame-forged"],
  ])("%s", async (_, tamper, code) => {
    const parties = await makeParties();
    const host = hostOf(parties);
    const { knock, answer } = await knockAs(parties, {});
    const { hello } = await host.onKnock(knock);
    await expect(host.onReveal(tamper(await answer(hello)))).rejects.toMatchObject({ code });
  });

  test("answers the HELLO of another handshake", async () => {
    const parties = await makeParties();
    const { knock, answer } = await knockAs(parties, {});
    const [first, second] = [hostOf(parties), hostOf(parties)];
    const { hello } = await first.onKnock(knock);
    await second.onKnock(knock);
    await expect(second.onReveal(await answer(hello))).rejects.toMatchObject({ code: "frame-forged" });
  });

  test.each([
    [REVEAL_WITHIN, undefined],
    [REVEAL_WITHIN + 1, "handshake-malformed"],
  ])("comes later than 10 s after HELLO (%i ms)", async (after, code) => {
    const parties = await makeParties();
    let time = 5_000;
    const host = hostOf(parties, { now: () => time });
    const { knock, answer } = await knockAs(parties, {});
    const { hello } = await host.onKnock(knock);
    time += after;
    const finished = host.onReveal(await answer(hello));
    if (code === undefined) await finished;
    else await expect(finished).rejects.toMatchObject({ code });
  });

  test("comes before KNOCK", async () => {
    await expect(hostOf(await makeParties()).onReveal(random(511))).rejects.toMatchObject({
      code: "handshake-malformed",
    });
  });
});
