import { type Bytes, concat, equal, fromHex, sha256, toHex, utf8 } from "../src/bytes.ts";
import { checkCode } from "../src/check-code/code.ts";
import { ProtocolError } from "../src/errors.ts";
import { FRAME_TYPE, openFrame, sealFrame } from "../src/frame.ts";
import { fingerprintCommitment, verifyFin, writeFin } from "../src/handshake/fin.ts";
import { createGuestHandshake } from "../src/handshake/guest.ts";
import { createHostHandshake } from "../src/handshake/host.ts";
import { commitment } from "../src/handshake/knock.ts";
import { checkHostRoom } from "../src/join.ts";
import { deriveMacBytes, deriveRoom, exportPublicKey, hostKeyHash } from "../src/keys.ts";
import { formatFragment } from "../src/link.ts";
import { deriveSecrets, importSecrets, sharedSecret, transcriptHash } from "../src/schedule.ts";
import vectors from "./protocol-vectors.json" with { type: "json" };

/** One value of protocol-vectors.json, computed here and as it should be, both as JSON. */
export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly actual: string;
}

const { inputs, expected } = vectors;
const sid = fromHex(inputs.sid);
const fpG = fromHex(inputs.fpG);
const fpH = fromHex(inputs.fpH);
const sigG = fromHex(inputs.sigG);
const sigH = fromHex(inputs.sigH);

/** Imports a test key pair; `usage` says which half does what. */
const importPair = async (jwk: JsonWebKey, name: "ECDSA" | "ECDH"): Promise<CryptoKeyPair> => {
  const algorithm = { name, namedCurve: "P-256" };
  const { d: _, ...open } = jwk;
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, algorithm, false, [
      name === "ECDSA" ? "sign" : "deriveBits",
    ]),
    publicKey: await crypto.subtle.importKey(
      "jwk",
      open,
      algorithm,
      true,
      name === "ECDSA" ? ["verify"] : [],
    ),
  };
};

const importPairs = async () => ({
  idH: await importPair(inputs.idH, "ECDSA"),
  idG: await importPair(inputs.idG, "ECDSA"),
  eH: await importPair(inputs.eH, "ECDH"),
  eG: await importPair(inputs.eG, "ECDH"),
});

/** Runs both sides of the handshake with the fixed values. */
const shake = async ({ idH, idG, eH, eG }: Awaited<ReturnType<typeof importPairs>>) => {
  const link = {
    secret: fromHex(inputs.secret),
    hostKeyHash: await hostKeyHash(await exportPublicKey(idH.publicKey)),
  };
  const room = await deriveRoom(link);
  const guest = await createGuestHandshake({
    link,
    room,
    identity: idG,
    fingerprint: fpG,
    profile: inputs.profileG,
    randomness: { sid, r: fromHex(inputs.rG), rf: fromHex(inputs.rfG), ephemeral: eG },
  });
  const host = createHostHandshake({
    room,
    identity: idH,
    fingerprint: fpH,
    usedSids: new Set(),
    randomness: { r: fromHex(inputs.rH), rf: fromHex(inputs.rfH), ephemeral: eH },
  });
  const { hello } = await host.onKnock(guest.knock);
  const { reveal } = await guest.onHello(hello);
  return { link, room, knock: guest.knock, hello, reveal: reveal.slice(0, 212) };
};

const withByte = (bytes: Bytes, at: number, value: number): Bytes =>
  concat(bytes.subarray(0, at), Uint8Array.of(value), bytes.subarray(at + 1));

const rejects = async (opening: Promise<Bytes>): Promise<boolean> => {
  try {
    await opening;
    return false;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "frame-forged") return true;
    throw error;
  }
};

const compute = async (): Promise<Record<keyof typeof expected, unknown>> => {
  const pairs = await importPairs();
  const [idpkH, idpkG, epkH, epkG] = await Promise.all([
    exportPublicKey(pairs.idH.publicKey),
    exportPublicKey(pairs.idG.publicKey),
    exportPublicKey(pairs.eH.publicKey),
    exportPublicKey(pairs.eG.publicKey),
  ]);
  const { link, room, knock, hello, reveal } = await shake(pairs);
  const cfpG = await fingerprintCommitment("g", sid, fpG, fromHex(inputs.rfG));
  const cfpH = await fingerprintCommitment("h", sid, fpH, fromHex(inputs.rfH));
  const share = { epk: epkG, idpk: idpkG, r: fromHex(inputs.rG), cfp: cfpG };
  const th = await transcriptHash(room.roomId, knock, hello, reveal);
  const ss = await sharedSecret(pairs.eG.privateKey, epkH);
  const secrets = await deriveSecrets(ss, room.psk, th);
  const keys = await importSecrets(secrets, th);
  const finContent = writeFin(sigG, fpG, fromHex(inputs.rfG), utf8(JSON.stringify(inputs.profileG)));
  const fin = await sealFrame({ type: FRAME_TYPE.finG, sid, dir: 0, seq: 0 }, keys.g2h, th, finContent);
  const content = utf8(inputs.msg1);
  const message = await sealFrame({ type: FRAME_TYPE.message, sid, dir: 1, seq: 1 }, keys.h2g, th, content);
  const last = message.length - 1;
  return {
    idpkH: toHex(idpkH),
    idpkG: toHex(idpkG),
    epkH: toHex(epkH),
    epkG: toHex(epkG),
    hk: toHex(link.hostKeyHash),
    fragment: formatFragment(link),
    roomSalt: toHex(room.roomSalt),
    roomId: toHex(room.roomId),
    kMac: toHex(await deriveMacBytes(link)),
    psk: toHex(room.psk),
    serverAcceptsHost: await checkHostRoom({ key: idpkH, salt: room.roomSalt, roomId: room.roomId }),
    ecdhAgrees: equal(ss, await sharedSecret(pairs.eH.privateKey, epkG)),
    commit: toHex(await commitment(sid, share)),
    cfpG: toHex(cfpG),
    cfpH: toHex(cfpH),
    KNOCK: toHex(knock),
    HELLO: toHex(hello),
    REVEAL_head: toHex(reveal),
    sizes: [knock.length, hello.length, reveal.length],
    th: toHex(th),
    ss: toHex(ss),
    g2h: toHex(secrets.g2h),
    h2g: toHex(secrets.h2g),
    g2hIv: toHex(secrets.g2hIv),
    h2gIv: toHex(secrets.h2gIv),
    sas4: toHex(secrets.sas),
    sas: checkCode(secrets.sas),
    FIN_G_frame_len: fin.length,
    FIN_G_frame_sha256: toHex(await sha256(fin)),
    MSG_h2g_seq1: toHex(message),
    openMSG: equal(await openFrame(fromHex(expected.MSG_h2g_seq1), keys.h2g, th), content),
    sigG_ok: await verifyFin("g", idpkG, sigG, th, fpG),
    sigH_ok: await verifyFin("h", idpkH, sigH, th, fpH),
    sigG_with_swapped_fp: await verifyFin("g", idpkG, sigG, th, fpH),
    tamperRejected: await rejects(openFrame(withByte(message, last, (message[last] ?? 0) ^ 1), keys.h2g, th)),
    replayAsSeq2Rejected: await rejects(openFrame(withByte(message, 26, 2), keys.h2g, th)),
    reflectRejected: await rejects(openFrame(withByte(message, 18, 0), keys.g2h, th)),
    otherTranscriptRejected: await rejects(openFrame(message, keys.h2g, await sha256(th))),
  };
};

/** Names of all values. */
export const VECTOR_NAMES: readonly string[] = Object.keys(expected);

/** Computes every value of protocol-vectors.json in this runtime. Any runtime with WebCrypto will do. */
export const runVectors = async (): Promise<readonly Outcome[]> => {
  const actual = new Map<string, unknown>(Object.entries(await compute()));
  return Object.entries(expected).map(([name, value]) => {
    const texts = { expected: JSON.stringify(value), actual: JSON.stringify(actual.get(name)) };
    return { name, ok: texts.expected === texts.actual, ...texts };
  });
};
