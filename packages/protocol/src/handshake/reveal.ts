import { type Bytes, concat } from "../bytes.ts";
import { HANDSHAKE_TYPE, HEAD_LENGTH, head, readHead } from "./head.ts";
import type { GuestShare } from "./knock.ts";

/** Bytes of a REVEAL. */
export const REVEAL_LENGTH = 212;

/** SPEC HS-4: opens the commitment of the KNOCK. */
export const writeReveal = (sid: Bytes, { epk, idpk, r, cfp }: GuestShare): Bytes =>
  concat(head(HANDSHAKE_TYPE.reveal, sid), epk, idpk, r, cfp);

/** Reads a REVEAL; throws ProtocolError `handshake-malformed`. The caller checks it against the commitment. */
export const readReveal = (bytes: Bytes): GuestShare & { readonly sid: Bytes } => {
  const sid = readHead(bytes, HANDSHAKE_TYPE.reveal, REVEAL_LENGTH);
  const share = bytes.slice(HEAD_LENGTH);
  return {
    sid,
    epk: share.slice(0, 65),
    idpk: share.slice(65, 130),
    r: share.slice(130, 162),
    cfp: share.slice(162),
  };
};
