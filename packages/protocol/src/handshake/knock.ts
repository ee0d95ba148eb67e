import { type Bytes, concat, lp, sha256, utf8 } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { TAG_LENGTH, tag, tagHolds } from "../mac.ts";
import { HANDSHAKE_TYPE, HEAD_LENGTH, head, readHead } from "./head.ts";

/** Bytes of a KNOCK. */
const KNOCK_LENGTH = 66;

/** What the guest binds itself to before the host answers (SPEC HS-2). */
export interface GuestShare {
  /** Ephemeral key, 65 bytes. */
  readonly epk: Bytes;
  /** Identity key, 65 bytes. */
  readonly idpk: Bytes;
  /** 32 random bytes. */
  readonly r: Bytes;
  /** Commitment to the media fingerprint, 32 bytes. */
  readonly cfp: Bytes;
}

/** The commitment of SPEC HS-2, 32 bytes. */
export const commitment = (sid: Bytes, { epk, idpk, r, cfp }: GuestShare): Promise<Bytes> =>
  sha256(utf8("onecall/1 commit"), sid, lp(epk), lp(idpk), r, cfp);

/** SPEC HS-2: head, commitment, tag. */
export const writeKnock = async (sid: Bytes, commit: Bytes, macKey: CryptoKey): Promise<Bytes> => {
  const body = concat(head(HANDSHAKE_TYPE.knock, sid), commit);
  return concat(body, await tag(macKey, body));
};

/** Reads a KNOCK; throws ProtocolError `handshake-malformed` or, when its maker has not the link, `handshake-tag`. */
export const readKnock = async (bytes: Bytes, macKey: CryptoKey): Promise<{ sid: Bytes; commit: Bytes }> => {
  const sid = readHead(bytes, HANDSHAKE_TYPE.knock, KNOCK_LENGTH);
  const body = bytes.subarray(0, KNOCK_LENGTH - TAG_LENGTH);
  if (!(await tagHolds(macKey, bytes.subarray(body.length), body))) throw new ProtocolError("handshake-tag");
  return { sid, commit: bytes.slice(HEAD_LENGTH, body.length) };
};
