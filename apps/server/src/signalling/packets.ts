import { EventEmitter } from "node:events";
import { base64urlLength, LIMITS } from "@onecall/protocol";

/** Socket.IO packet types in use: devices send no binary and are asked for no acknowledgement. */
const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;

/** Names Socket.IO uses itself; as the name of an event they would reach its own listeners. */
const RESERVED = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "error",
  "newListener",
  "removeListener",
]);

/** `frame` as devices write it. What it matches follows SPEC EV-1 but for the sizes checked below. */
const FRAME = /^2\["frame",\{(?:"p":([1-9]\d{0,9}),)?"b":"([A-Za-z0-9_-]+)"\}\]$/;

/** Payload of a `frame` that was checked while it was decoded. */
export class CheckedFrame {
  readonly p: number | undefined;
  readonly b: string;

  constructor(p: number | undefined, b: string) {
    this.p = p;
    this.b = b;
  }
}

interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number;
  readonly data?: unknown;
}

/** Writes packets as text (Socket.IO protocol 5). */
export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    const namespace = nsp === "/" ? "" : `${nsp},`;
    return [`${type}${namespace}${id ?? ""}${data === undefined ? "" : JSON.stringify(data)}`];
  }
}

/**
 * Reads the packets a device may send and throws for all others, upon which Socket.IO closes the connection: no binary
 * attachments exist here, so nothing can be held open by announcing them.
 */
export class Decoder extends EventEmitter {
  add(text: unknown): void {
    if (typeof text !== "string") throw new Error("binary packet");
    this.emit("decoded", decode(text));
  }

  /** Called by Socket.IO at the end of a connection; nothing is held between packets. */
  destroy(): void {}
}

const decode = (text: string): Packet => {
  const frame = decodeFrame(text);
  if (frame) return { type: EVENT, nsp: "/", data: ["frame", frame] };
  switch (text.charCodeAt(0) - 48) {
    case EVENT:
      return decodeEvent(text);
    case CONNECT:
      return { type: CONNECT, nsp: /^0(\/[^,?]{0,64})/.exec(text)?.[1] ?? "/", data: {} };
    case DISCONNECT:
      return { type: DISCONNECT, nsp: "/" };
    default:
      throw new Error("packet type");
  }
};

const MAX_HANDLE = 2 ** 31 - 1;
/** A sealed sync, the shortest there is (SPEC FRAME-6). */
const SHORTEST = base64urlLength(43);
const LONGEST = base64urlLength(LIMITS.messageBytes);

/** Most packets are frames: one pass over the text instead of a JSON parser and a schema. */
const decodeFrame = (text: string): CheckedFrame | undefined => {
  const match = FRAME.exec(text);
  if (!match) return undefined;
  const [, handle, b = ""] = match;
  const p = handle === undefined ? undefined : Number(handle);
  const fits = b.length >= SHORTEST && b.length <= LONGEST && (p ?? 0) <= MAX_HANDLE;
  return fits ? new CheckedFrame(p, b) : undefined;
};

const decodeEvent = (text: string): Packet => {
  const digits = /^2(\d{0,9})\[/.exec(text)?.[1];
  if (digits === undefined) throw new Error("event packet");
  const data: unknown = JSON.parse(text.slice(1 + digits.length));
  if (!Array.isArray(data) || typeof data[0] !== "string" || RESERVED.has(data[0])) {
    throw new Error("event name");
  }
  return { type: EVENT, nsp: "/", data, ...(digits !== "" && { id: Number(digits) }) };
};
