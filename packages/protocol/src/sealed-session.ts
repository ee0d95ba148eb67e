import { type Bytes, concat, equal, utf8 } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import {
  type Direction,
  encodeHeader,
  FRAME_OVERHEAD,
  FRAME_TYPE,
  type FrameHeader,
  HEADER_LENGTH,
  isFrameLength,
  openFrame,
  pad,
  readHeader,
  sealFrame,
} from "./frame.ts";
import { TAG_LENGTH, tag, tagHolds } from "./mac.ts";
import { type Message, readMessage } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import type { SessionKeys } from "./schedule.ts";

/** The other device as its FIN proved it. */
export interface ProvenPeer {
  /** Identity key, 65 raw bytes. */
  readonly key: Bytes;
  /** SHA-256 fingerprint of its DTLS certificate, 32 bytes. */
  readonly fingerprint: Bytes;
}

/** What became of a frame from the other device. */
export type Opened =
  /** The next message. `syncDue`: send a {@link SealedSession.sync} now (SPEC FRAME-7). */
  | { readonly kind: "message"; readonly message: Message; readonly syncDue: boolean }
  /** Came before; dropped. */
  | { readonly kind: "duplicate" }
  /** Frames before this one are missing; dropped unopened. `first`: ask for them with {@link SealedSession.sync}. */
  | { readonly kind: "gap"; readonly first: boolean }
  /** The other device told how far it got: send these again at once, as they are, in this order. */
  | { readonly kind: "resend"; readonly frames: readonly Bytes[] };

/** What a finished handshake hands to its session. */
export interface SessionStart {
  readonly sid: Bytes;
  readonly keys: SessionKeys;
  /** Direction of the frames this device sends. */
  readonly dir: Direction;
  /** This device's own FIN: frame 0 of its direction. */
  readonly fin: Bytes;
  /** Whether the other device's FIN, frame 0 of its direction, was read already. */
  readonly finRead: boolean;
}

/** A sync is due after this many frames without one: a quarter of what the other device can keep. */
const SYNC_EVERY = 16;

const malformed = (detail: string): ProtocolError => new ProtocolError("frame-malformed", detail);

/** Strict UTF-8; throws ProtocolError `message-malformed`. */
export const decodeText = (plaintext: Bytes): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plaintext);
  } catch (cause) {
    throw new ProtocolError("message-malformed", "not UTF-8", { cause });
  }
};

/**
 * The ordered, sealed channel between two devices after a handshake (SPEC FRAME-1 to FRAME-7).
 * Made by the handshake only; its keys live in memory. Calls may overlap: each takes effect in the order of the calls.
 * Once a call threw `frame-forged`, or a frame that was truly the other device's could not be read, every later
 * call throws the same error.
 */
export class SealedSession {
  readonly sid: Bytes;
  readonly #keys: SessionKeys;
  readonly #dir: Direction;
  readonly #outbox = new Outbox();
  #received: number;
  #toldReceived = 0;
  #gapAt: number | undefined;
  #failure: ProtocolError | undefined;
  #sealing: Promise<unknown> = Promise.resolve();
  #opening: Promise<unknown> = Promise.resolve();

  constructor(start: SessionStart) {
    this.sid = start.sid;
    this.#keys = start.keys;
    this.#dir = start.dir;
    this.#received = start.finRead ? 1 : 0;
    this.#outbox.add(start.fin);
  }

  /** How many frames the other device has not acknowledged. */
  get unacknowledged(): number {
    return this.#outbox.length;
  }

  /**
   * Seals the next message. The frame is kept until the other device has it.
   * @throws ProtocolError `frame-overflow` (nothing was sealed), `frame-malformed` (longer than a frame can hold)
   */
  seal(message: Message): Promise<Bytes> {
    const sealed = this.#sealing.then(() => this.#sealNext(message));
    this.#sealing = sealed.catch(() => undefined);
    return sealed;
  }

  /**
   * Takes a frame of this session from the other device.
   * @throws ProtocolError `frame-malformed` (not a frame for this side of this session), `frame-forged` (the
   * session is over), `message-malformed` (a true frame whose content is not MSG-1; the next one can be opened)
   */
  open(frame: Bytes): Promise<Opened> {
    return this.#inTurn(() => this.#openNext(frame));
  }

  /**
   * Takes the other device's FIN, which comes before everything {@link open} takes; for the handshake only.
   * Everything `read` throws ends the session.
   * @throws ProtocolError `handshake-malformed` (not the FIN that is due), `frame-malformed`, `frame-forged`
   */
  openFin<T>(frame: Bytes, read: (plaintext: Bytes) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      this.#requireAlive();
      const { type, seq } = this.#headerOf(frame);
      if (this.#received > 0 || seq !== 0 || type === FRAME_TYPE.sync) {
        throw new ProtocolError("handshake-malformed", "FIN out of turn");
      }
      const value = await this.#fatal(this.#decrypt(frame).then(read));
      this.#received = 1;
      return value;
    });
  }

  /** SPEC FRAME-6: tells the other device how many of its frames arrived in order. Outside the ordered stream. */
  async sync(): Promise<Bytes> {
    await this.#opening;
    this.#requireAlive();
    this.#toldReceived = this.#received;
    const header = encodeHeader({
      type: FRAME_TYPE.sync,
      sid: this.sid,
      dir: this.#dir,
      seq: this.#received,
    });
    return concat(header, await tag(this.#keys.sync, header, this.#keys.th));
  }

  #requireAlive(): void {
    if (this.#failure) throw this.#failure;
  }

  async #sealNext(message: Message): Promise<Bytes> {
    this.#requireAlive();
    const plaintext = utf8(JSON.stringify(message));
    this.#outbox.reserve(pad(plaintext).length + FRAME_OVERHEAD);
    const header = { type: FRAME_TYPE.message, sid: this.sid, dir: this.#dir, seq: this.#outbox.next };
    const keys = this.#dir === 0 ? this.#keys.g2h : this.#keys.h2g;
    const frame = await sealFrame(header, keys, this.#keys.th, plaintext);
    this.#outbox.add(frame);
    return frame;
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#opening.then(step);
    this.#opening = result.catch(() => undefined);
    return result;
  }

  /** The header of a frame that is for this side of this session, whatever its number. */
  #headerOf(frame: Bytes): FrameHeader {
    const header = readHeader(frame);
    if (!equal(header.sid, this.sid)) throw malformed("of another session");
    if (header.dir === this.#dir) throw malformed("of this device's own direction");
    if (header.type === FRAME_TYPE.sync) return header;
    const fin = header.dir === 0 ? FRAME_TYPE.finG : FRAME_TYPE.finH;
    if (header.type !== (header.seq === 0 ? fin : FRAME_TYPE.message)) throw malformed("type");
    if (!isFrameLength(frame.length)) throw malformed("length");
    return header;
  }

  #decrypt(frame: Bytes): Promise<Bytes> {
    return openFrame(frame, this.#dir === 0 ? this.#keys.h2g : this.#keys.g2h, this.#keys.th);
  }

  async #openNext(frame: Bytes): Promise<Opened> {
    this.#requireAlive();
    const header = this.#headerOf(frame);
    if (header.type === FRAME_TYPE.sync) return this.#openSync(frame, header);
    if (header.seq < this.#received) return { kind: "duplicate" };
    if (header.seq > this.#received) {
      const first = this.#gapAt !== this.#received;
      this.#gapAt = this.#received;
      return { kind: "gap", first };
    }
    if (header.seq === 0) throw malformed("FIN belongs to the handshake");
    const plaintext = await this.#fatal(this.#decrypt(frame));
    this.#received += 1;
    const message = readMessage(decodeText(plaintext));
    return { kind: "message", message, syncDue: this.#received - this.#toldReceived >= SYNC_EVERY };
  }

  async #openSync(frame: Bytes, header: FrameHeader): Promise<Opened> {
    if (frame.length !== HEADER_LENGTH + TAG_LENGTH) throw malformed("length");
    const head = frame.subarray(0, HEADER_LENGTH);
    const holds = await tagHolds(this.#keys.sync, frame.subarray(HEADER_LENGTH), head, this.#keys.th);
    if (!holds) await this.#fatal(Promise.reject(new ProtocolError("frame-forged")));
    // In line with the seals: those before are in the answer, those after are sent behind it.
    const frames = this.#sealing.then(() => this.#outbox.acknowledge(header.seq));
    this.#sealing = frames.catch(() => undefined);
    return { kind: "resend", frames: await frames };
  }

  async #fatal<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (error instanceof ProtocolError) this.#failure = error;
      throw error;
    }
  }
}
