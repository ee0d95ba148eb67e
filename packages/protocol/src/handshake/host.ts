import { type Bytes, equal, random, toHex } from "../bytes.ts";
import { type CheckCode, checkCode } from "../check-code/code.ts";
import { ProtocolError } from "../errors.ts";
import { FRAME_TYPE, openFrame, readHeader, sealFrame } from "../frame.ts";
import { exportPublicKey, generateEphemeral, importIdentityKey, type RoomKeys } from "../keys.ts";
import { type Profile, readProfile } from "../messages.ts";
import { deriveSecrets, importSecrets, type SessionKeys, sharedSecret, transcriptHash } from "../schedule.ts";
import { decodeText, type ProvenPeer, SealedSession } from "../sealed-session.ts";
import { fingerprintCommitment, readFin, signFin, writeFin } from "./fin.ts";
import { type HostShare, writeHello } from "./hello.ts";
import { commitment, type GuestShare, readKnock } from "./knock.ts";
import { REVEAL_LENGTH, readReveal } from "./reveal.ts";

/** SPEC HS-7: longest time between HELLO and REVEAL, ms. */
export const REVEAL_WITHIN = 10_000;

/** Fixed values in place of random ones, for the test vectors only: a value used twice breaks the protocol. */
export interface HostRandomness {
  /** 32 bytes each. */
  readonly r: Bytes;
  readonly rf: Bytes;
  readonly ephemeral: CryptoKeyPair;
}

export interface HostOptions {
  readonly room: RoomKeys;
  readonly identity: CryptoKeyPair;
  /** SHA-256 of this device's DTLS certificate, 32 bytes. */
  readonly fingerprint: Bytes;
  /** Sids (hex) this page has answered at this link: read and added to, so that no KNOCK is answered twice. */
  readonly usedSids: Set<string>;
  /** Milliseconds of a clock that never goes back; `performance.now` unless given. */
  readonly now?: () => number;
  readonly randomness?: HostRandomness;
}

/** The guest as its FIN proved it. */
export interface ProvenGuest extends ProvenPeer {
  readonly profile: Profile;
}

/** What the host knows once the guest proved itself: time to ring. */
export interface HostFinished {
  readonly peer: ProvenGuest;
  readonly checkCode: CheckCode;
  /** FIN_H, to be sent before anything sealed by `session`. */
  readonly fin: Bytes;
  readonly session: SealedSession;
}

/** One handshake of the host, used once: KNOCK comes, HELLO goes out, REVEAL and FIN_G come, FIN_H goes out. */
export interface HostHandshake {
  /**
   * Takes a KNOCK. Every error ends the handshake. The caller has asked {@link mayAnswer} before.
   * @throws ProtocolError `handshake-malformed` (its sid was answered before, too), `handshake-tag`
   */
  onKnock(knock: Bytes): Promise<{ readonly hello: Bytes; readonly sid: Bytes }>;
  /**
   * Takes REVEAL and FIN_G, one message. Every error ends the handshake and counts as a broken attempt.
   * @throws ProtocolError `handshake-malformed` (later than {@link REVEAL_WITHIN}, too), `handshake-commitment`,
   * `handshake-signature`, `handshake-fingerprint`, `frame-malformed`, `frame-forged`, `message-malformed`
   */
  onReveal(reveal: Bytes): Promise<HostFinished>;
}

interface Answered {
  readonly name: "answered";
  readonly own: HostRandomness;
  readonly sid: Bytes;
  readonly knock: Bytes;
  readonly commit: Bytes;
  readonly hello: Bytes;
  readonly at: number;
}
type State = { readonly name: "new" } | Answered | { readonly name: "used" };

const fresh = async (): Promise<HostRandomness> => ({
  r: random(32),
  rf: random(32),
  ephemeral: await generateEphemeral(),
});

/** Prepares to answer one KNOCK (SPEC HS-3). */
export const createHostHandshake = (options: HostOptions): HostHandshake => {
  const now = options.now ?? (() => performance.now());
  let state: State = { name: "new" };
  return {
    async onKnock(knock) {
      if (state.name !== "new") throw new ProtocolError("handshake-malformed", "KNOCK out of turn");
      state = { name: "used" };
      const answered = await answer(options, knock, now);
      state = answered;
      return { hello: answered.hello, sid: answered.sid };
    },
    async onReveal(bytes) {
      if (state.name !== "answered") throw new ProtocolError("handshake-malformed", "REVEAL out of turn");
      const answered = state;
      state = { name: "used" };
      if (now() - answered.at > REVEAL_WITHIN)
        throw new ProtocolError("handshake-malformed", "REVEAL too late");
      return finish(options, answered, bytes);
    },
  };
};

const answer = async (options: HostOptions, knock: Bytes, now: () => number): Promise<Answered> => {
  const { room, identity, fingerprint, usedSids } = options;
  const { sid, commit } = await readKnock(knock, room.macKey);
  const name = toHex(sid);
  if (usedSids.has(name)) throw new ProtocolError("handshake-malformed", "KNOCK was answered before");
  usedSids.add(name);
  const own = options.randomness ?? (await fresh());
  const [epk, idpk, cfp] = await Promise.all([
    exportPublicKey(own.ephemeral.publicKey),
    exportPublicKey(identity.publicKey),
    fingerprintCommitment("h", sid, fingerprint, own.rf),
  ]);
  const share: HostShare = { epk, idpk, r: own.r, cfp };
  const hello = await writeHello(sid, share, knock, room.macKey);
  return { name: "answered", own, sid, knock, commit, hello, at: now() };
};

const finish = async (options: HostOptions, answered: Answered, bytes: Bytes): Promise<HostFinished> => {
  const { sid, own, knock, hello } = answered;
  const revealBytes = bytes.slice(0, REVEAL_LENGTH);
  const guest = await checkReveal(revealBytes, answered);
  const [th, ss] = await Promise.all([
    transcriptHash(options.room.roomId, knock, hello, revealBytes),
    sharedSecret(own.ephemeral.privateKey, guest.epk),
  ]);
  const secrets = await deriveSecrets(ss, options.room.psk, th);
  const keys = await importSecrets(secrets, th);
  const peer = await checkGuestFin(bytes.slice(REVEAL_LENGTH), keys, sid, guest);
  const signature = await signFin("h", options.identity.privateKey, th, options.fingerprint);
  const plaintext = writeFin(signature, options.fingerprint, own.rf, new Uint8Array());
  const fin = await sealFrame({ type: FRAME_TYPE.finH, sid, dir: 1, seq: 0 }, keys.h2g, th, plaintext);
  return {
    peer,
    checkCode: checkCode(secrets.sas),
    fin,
    session: new SealedSession({ sid, keys, dir: 1, fin, finRead: true }),
  };
};

const checkReveal = async (bytes: Bytes, { sid, commit }: Answered): Promise<GuestShare> => {
  const guest = readReveal(bytes);
  if (!equal(guest.sid, sid)) throw new ProtocolError("handshake-malformed", "REVEAL of another handshake");
  if (!equal(await commitment(sid, guest), commit)) throw new ProtocolError("handshake-commitment");
  await importIdentityKey(guest.idpk);
  return guest;
};

const checkGuestFin = async (
  fin: Bytes,
  { g2h, th }: SessionKeys,
  sid: Bytes,
  guest: GuestShare,
): Promise<ProvenGuest> => {
  const header = readHeader(fin);
  const due = header.type === FRAME_TYPE.finG && header.dir === 0 && header.seq === 0;
  if (!due || !equal(header.sid, sid))
    throw new ProtocolError("handshake-malformed", "FIN_G is not the next frame");
  const plaintext = await openFrame(fin, g2h, th);
  const { fingerprint, rest } = await readFin(plaintext, {
    side: "g",
    sid,
    th,
    idpk: guest.idpk,
    cfp: guest.cfp,
  });
  return { key: guest.idpk, fingerprint, profile: readProfile(decodeText(rest)) };
};
