import { type Bytes, concat } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { FRAME_TYPE } from "../frame.ts";
import { PROTOCOL_VERSION } from "../version.ts";

/** SPEC HS-1: second byte of a handshake message. */
export const HANDSHAKE_TYPE = { knock: 1, hello: 2, reveal: 3 } as const;
/** Version, type, sid. */
export const HEAD_LENGTH = 18;

/** `head(t)` of SPEC HS-1. */
export const head = (type: number, sid: Bytes): Bytes => concat(Uint8Array.of(PROTOCOL_VERSION, type), sid);

/** What an opaque message claims to be, before anything of it is checked. */
export interface Claim {
  /** `reveal` is REVEAL and FIN_G as one message; `fin` is FIN_H. */
  readonly kind: "knock" | "hello" | "reveal" | "fin" | "sync" | "message";
  /** 16 bytes: which handshake or session it belongs to. */
  readonly sid: Bytes;
}

const KINDS = new Map<number, Claim["kind"]>([
  [HANDSHAKE_TYPE.knock, "knock"],
  [HANDSHAKE_TYPE.hello, "hello"],
  [HANDSHAKE_TYPE.reveal, "reveal"],
  [FRAME_TYPE.finH, "fin"],
  [FRAME_TYPE.sync, "sync"],
  [FRAME_TYPE.message, "message"],
]);

/** Tells whom to hand an opaque message to; undefined when it is none of onecall/1. */
export const claimOf = (bytes: Bytes): Claim | undefined => {
  const kind = KINDS.get(bytes[1] ?? 0);
  if (bytes[0] !== PROTOCOL_VERSION || bytes.length < HEAD_LENGTH || !kind) return undefined;
  return { kind, sid: bytes.slice(2, HEAD_LENGTH) };
};

/** Checks version, type and length of a handshake message and returns its sid; throws `handshake-malformed`. */
export const readHead = (bytes: Bytes, type: number, length: number): Bytes => {
  if (bytes[0] !== PROTOCOL_VERSION || bytes[1] !== type) {
    throw new ProtocolError("handshake-malformed", "not the message that was due");
  }
  if (bytes.length !== length) throw new ProtocolError("handshake-malformed", "length");
  return bytes.slice(2, HEAD_LENGTH);
};
