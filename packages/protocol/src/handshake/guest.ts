import { type Bytes, concat, equal, random, utf8 } from "../bytes.ts";
import { type CheckCode, checkCode } from "../check-code/code.ts";
import { ProtocolError } from "../errors.ts";
import { FRAME_TYPE, sealFrame } from "../frame.ts";
import {
  exportPublicKey,
  generateEphemeral,
  hostKeyHash,
  importIdentityKey,
  type RoomKeys,
} from "../keys.ts";
import type { LinkSecret } from "../link.ts";
import type { Profile } from "../messages.ts";
import { deriveSecrets, importSecrets, sharedSecret, transcriptHash } from "../schedule.ts";
import { type ProvenPeer, SealedSession } from "../sealed-session.ts";
import { type FinExpectation, fingerprintCommitment, readFin, signFin, writeFin } from "./fin.ts";
import { type HostShare, readHello } from "./hello.ts";
import { commitment, type GuestShare, writeKnock } from "./knock.ts";
import { writeReveal } from "./reveal.ts";

/** Fixed values in place of random ones, for the test vectors only: a value used twice breaks the protocol. */
export interface GuestRandomness {
  /** 16 bytes. */
  readonly sid: Bytes;
  /** 32 bytes each. */
  readonly r: Bytes;
  readonly rf: Bytes;
  readonly ephemeral: CryptoKeyPair;
}

export interface GuestOptions {
  readonly link: LinkSecret;
  readonly room: RoomKeys;
  readonly identity: CryptoKeyPair;
  /** SHA-256 of this device's DTLS certificate, 32 bytes. */
  readonly fingerprint: Bytes;
  readonly profile: Profile;
  readonly randomness?: GuestRandomness;
}

/** What the guest knows once the host answered. */
export interface GuestRevealed {
  /** REVEAL and FIN_G as one message. */
  readonly reveal: Bytes;
  readonly session: SealedSession;
  readonly checkCode: CheckCode;
  /** The host's identity key, the one the link names. 65 raw bytes. */
  readonly hostKey: Bytes;
}

/** One handshake of the guest, used once: KNOCK goes out, HELLO comes, REVEAL and FIN_G go out, FIN_H comes. */
export interface GuestHandshake {
  /** 66 bytes. */
  readonly knock: Bytes;
  /** 16 bytes that every message of this handshake carries. */
  readonly sid: Bytes;
  /**
   * Takes the host's HELLO. Every error ends the handshake.
   * @throws ProtocolError `handshake-malformed`, `handshake-tag`, `handshake-host-key`
   */
  onHello(hello: Bytes): Promise<GuestRevealed>;
  /**
   * Takes the host's FIN_H, after HELLO and before everything the session opens. Every error ends the session.
   * @throws ProtocolError `handshake-malformed` (also for a message out of turn), `handshake-signature`,
   * `handshake-fingerprint`, `frame-malformed`, `frame-forged`
   */
  onFin(fin: Bytes): Promise<{ readonly peer: ProvenPeer }>;
}

type State =
  | { readonly name: "knocked" }
  | { readonly name: "revealed"; readonly session: SealedSession; readonly expected: FinExpectation }
  | { readonly name: "used" };

const fresh = async (): Promise<GuestRandomness> => ({
  sid: random(16),
  r: random(32),
  rf: random(32),
  ephemeral: await generateEphemeral(),
});

/** Starts a handshake as guest (SPEC HS-2). */
export const createGuestHandshake = async (options: GuestOptions): Promise<GuestHandshake> => {
  const own = options.randomness ?? (await fresh());
  const [epk, idpk, cfp] = await Promise.all([
    exportPublicKey(own.ephemeral.publicKey),
    exportPublicKey(options.identity.publicKey),
    fingerprintCommitment("g", own.sid, options.fingerprint, own.rf),
  ]);
  const share: GuestShare = { epk, idpk, r: own.r, cfp };
  const knock = await writeKnock(own.sid, await commitment(own.sid, share), options.room.macKey);
  let state: State = { name: "knocked" };
  return {
    knock,
    sid: own.sid,
    async onHello(hello) {
      if (state.name !== "knocked") throw new ProtocolError("handshake-malformed", "HELLO out of turn");
      state = { name: "used" };
      const host = await checkHello(options, own.sid, knock, hello);
      const { revealed, th } = await reveal(options, own, share, { knock, hello, host });
      const expected: FinExpectation = { side: "h", sid: own.sid, th, idpk: host.idpk, cfp: host.cfp };
      state = { name: "revealed", session: revealed.session, expected };
      return revealed;
    },
    async onFin(fin) {
      if (state.name !== "revealed") throw new ProtocolError("handshake-malformed", "FIN_H out of turn");
      const { session, expected } = state;
      state = { name: "used" };
      return { peer: await session.openFin(fin, (content) => readHostFin(content, expected)) };
    },
  };
};

const readHostFin = async (content: Bytes, expected: FinExpectation): Promise<ProvenPeer> => {
  const { fingerprint, rest } = await readFin(content, expected);
  if (rest.length > 0) throw new ProtocolError("handshake-malformed", "FIN_H is too long");
  return { key: expected.idpk, fingerprint };
};

const checkHello = async (
  { link, room }: GuestOptions,
  sid: Bytes,
  knock: Bytes,
  hello: Bytes,
): Promise<HostShare> => {
  const host = await readHello(hello, knock, room.macKey);
  if (!equal(host.sid, sid)) throw new ProtocolError("handshake-malformed", "HELLO of another handshake");
  if (!equal(await hostKeyHash(host.idpk), link.hostKeyHash)) throw new ProtocolError("handshake-host-key");
  await importIdentityKey(host.idpk);
  return host;
};

const reveal = async (
  { room, identity, fingerprint, profile }: GuestOptions,
  { sid, rf, ephemeral }: GuestRandomness,
  share: GuestShare,
  { knock, hello, host }: { knock: Bytes; hello: Bytes; host: HostShare },
): Promise<{ revealed: GuestRevealed; th: Bytes }> => {
  const message = writeReveal(sid, share);
  const [th, ss] = await Promise.all([
    transcriptHash(room.roomId, knock, hello, message),
    sharedSecret(ephemeral.privateKey, host.epk),
  ]);
  const secrets = await deriveSecrets(ss, room.psk, th);
  const keys = await importSecrets(secrets, th);
  const signature = await signFin("g", identity.privateKey, th, fingerprint);
  const plaintext = writeFin(signature, fingerprint, rf, utf8(JSON.stringify(profile)));
  const fin = await sealFrame({ type: FRAME_TYPE.finG, sid, dir: 0, seq: 0 }, keys.g2h, th, plaintext);
  const revealed = {
    reveal: concat(message, fin),
    session: new SealedSession({ sid, keys, dir: 0, fin, finRead: false }),
    checkCode: checkCode(secrets.sas),
    hostKey: host.idpk,
  };
  return { revealed, th };
};
