import { type Bytes, concat, sha256 } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { TAG_LENGTH, tag, tagHolds } from "../mac.ts";
import { HANDSHAKE_TYPE, HEAD_LENGTH, head, readHead } from "./head.ts";

/** Bytes of a HELLO. */
const HELLO_LENGTH = 228;

/** What the host answers with (SPEC HS-3); the same four fields as the guest's share. */
export interface HostShare {
  /** Ephemeral key, 65 bytes. */
  readonly epk: Bytes;
  /** Identity key, 65 bytes. */
  readonly idpk: Bytes;
  /** 32 random bytes. */
  readonly r: Bytes;
  /** Commitment to the media fingerprint, 32 bytes. */
  readonly cfp: Bytes;
}

/** SPEC HS-3: head, share, tag over both and the KNOCK it answers. */
export const writeHello = async (
  sid: Bytes,
  { epk, idpk, r, cfp }: HostShare,
  knock: Bytes,
  macKey: CryptoKey,
): Promise<Bytes> => {
  const body = concat(head(HANDSHAKE_TYPE.hello, sid), epk, idpk, r, cfp);
  return concat(body, await tag(macKey, body, await sha256(knock)));
};

/** Reads a HELLO that answers `knock`; throws ProtocolError `handshake-malformed` or `handshake-tag`. */
export const readHello = async (
  bytes: Bytes,
  knock: Bytes,
  macKey: CryptoKey,
): Promise<HostShare & { readonly sid: Bytes }> => {
  const sid = readHead(bytes, HANDSHAKE_TYPE.hello, HELLO_LENGTH);
  const body = bytes.subarray(0, HELLO_LENGTH - TAG_LENGTH);
  if (!(await tagHolds(macKey, bytes.subarray(body.length), body, await sha256(knock)))) {
    throw new ProtocolError("handshake-tag");
  }
  const share = bytes.slice(HEAD_LENGTH, body.length);
  return {
    sid,
    epk: share.slice(0, 65),
    idpk: share.slice(65, 130),
    r: share.slice(130, 162),
    cfp: share.slice(162),
  };
};
