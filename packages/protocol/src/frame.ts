import { type Bytes, concat } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { PROTOCOL_VERSION } from "./version.ts";

/** SPEC FRAME-1: second byte of a frame. */
export const FRAME_TYPE = { finG: 3, finH: 4, sync: 5, message: 16 } as const;

/** 0: guest to host, 1: host to guest. */
export type Direction = 0 | 1;

/** SPEC FRAME-1: version 1, type 1, sid 16, direction 1, sequence number 8. */
export const HEADER_LENGTH = 27;
/** What a frame adds to its padded content: header and tag of AES-GCM. */
export const FRAME_OVERHEAD = HEADER_LENGTH + 16;

/** SPEC FRAME-3: sizes padded content can have. */
const PADDED_SIZES = [256, 1024, 4096, 16_384] as const;

const malformed = (detail: string): ProtocolError => new ProtocolError("frame-malformed", detail);

/** What stands in front of the ciphertext. */
export interface FrameHeader {
  readonly type: number;
  /** 16 bytes, chosen by the guest for one handshake. */
  readonly sid: Bytes;
  readonly dir: Direction;
  /** From 0, one more with each frame of a direction. */
  readonly seq: number;
}

export const encodeHeader = ({ type, sid, dir, seq }: FrameHeader): Bytes => {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(seq));
  return concat(Uint8Array.of(PROTOCOL_VERSION, type), sid, Uint8Array.of(dir), number);
};

/** Reads a header; throws ProtocolError `frame-malformed`. */
export const readHeader = (bytes: Bytes): FrameHeader => {
  if (bytes.length < HEADER_LENGTH) throw malformed("shorter than a header");
  const [version, type = 0] = bytes;
  const dir = bytes[18];
  if (version !== PROTOCOL_VERSION) throw malformed("version");
  if (dir !== 0 && dir !== 1) throw malformed("direction");
  const seq = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(19));
  if (!Number.isSafeInteger(seq)) throw malformed("sequence number");
  return { type, sid: bytes.slice(2, 18), dir, seq };
};

/** SPEC FRAME-3: length, content, zeros; throws ProtocolError `frame-malformed` above 16,382 bytes. */
export const pad = (plaintext: Bytes): Bytes => {
  const size = PADDED_SIZES.find((candidate) => plaintext.length + 2 <= candidate);
  if (size === undefined) throw malformed("longer than a frame can hold");
  const padded = new Uint8Array(size);
  padded[0] = plaintext.length >> 8;
  padded[1] = plaintext.length & 0xff;
  padded.set(plaintext, 2);
  return padded;
};

/** Takes the padding off and checks all of it; throws ProtocolError `frame-malformed`. */
export const unpad = (padded: Bytes): Bytes => {
  const end = 2 + (((padded[0] ?? 0) << 8) | (padded[1] ?? 0));
  if (end > padded.length) throw malformed("length of the content");
  if (padded.subarray(end).some((byte) => byte !== 0)) throw malformed("padding is not zero");
  const plaintext = padded.slice(2, end);
  if (pad(plaintext).length !== padded.length) throw malformed("padded to the wrong size");
  return plaintext;
};

/** Key and nonce base of one direction (SPEC KEY-7). */
export interface DirectionKeys {
  /** AES-256-GCM. */
  readonly key: CryptoKey;
  /** 12 bytes. */
  readonly iv: Bytes;
}

const nonce = (iv: Bytes, header: Bytes): Bytes => {
  const value = iv.slice();
  for (let i = 0; i < 8; i++) value[4 + i] = (iv[4 + i] ?? 0) ^ (header[19 + i] ?? 0);
  return value;
};

const algorithm = (iv: Bytes, header: Bytes, th: Bytes) => ({
  name: "AES-GCM",
  iv: nonce(iv, header),
  additionalData: concat(header, th),
});

/** SPEC FRAME-2: one sealed frame. The caller never uses a sequence number of a direction twice. */
export const sealFrame = async (
  header: FrameHeader,
  keys: DirectionKeys,
  th: Bytes,
  plaintext: Bytes,
): Promise<Bytes> => {
  const head = encodeHeader(header);
  const sealed = await crypto.subtle.encrypt(algorithm(keys.iv, head, th), keys.key, pad(plaintext));
  return concat(head, new Uint8Array(sealed));
};

/** SPEC FRAME-2: whether `length` is one that a sealed frame can have. */
export const isFrameLength = (length: number): boolean =>
  PADDED_SIZES.some((size) => length === size + FRAME_OVERHEAD);

/**
 * Opens one sealed frame under the number its own header claims: the caller has checked that header.
 * @throws ProtocolError `frame-malformed` or, when anything was changed, `frame-forged`
 */
export const openFrame = async (bytes: Bytes, keys: DirectionKeys, th: Bytes): Promise<Bytes> => {
  if (!isFrameLength(bytes.length)) throw malformed("length");
  const head = bytes.slice(0, HEADER_LENGTH);
  let padded: ArrayBuffer;
  try {
    padded = await crypto.subtle.decrypt(
      algorithm(keys.iv, head, th),
      keys.key,
      bytes.subarray(HEADER_LENGTH),
    );
  } catch (cause) {
    throw new ProtocolError("frame-forged", undefined, { cause });
  }
  return unpad(new Uint8Array(padded));
};
