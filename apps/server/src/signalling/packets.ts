import { EventEmitter } from "node:events";
import { base64urlLength, LIMITS } from "@onecall/protocol";

/** Socket.IO packet types in use (protocol 5): devices send no binary and are asked for no acknowledgement. */
const CONNECT = 0;
const DISCONNECT = 1;
/** First character of a packet that carries an event. */
const EVENT = "2";

interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
}

/** Writes Socket.IO's own packets: the connections to a namespace, their ends and refusals. */
export class Encoder {
  encode({ type, nsp, data }: Packet): string[] {
    const namespace = nsp === "/" ? "" : `${nsp},`;
    return [`${type}${namespace}${data === undefined ? "" : JSON.stringify(data)}`];
  }
}

/**
 * Reads Socket.IO's own packets and leaves events to {@link decodeEvent}. Throws for everything else, upon which Socket.IO
 * closes the connection: binary attachments do not exist here, so nothing can be held open by announcing them.
 */
export class Decoder extends EventEmitter {
  add(text: unknown): void {
    if (isEvent(text)) return;
    if (typeof text !== "string") throw new Error("binary packet");
    if (text === "1") this.emit("decoded", { type: DISCONNECT, nsp: "/" });
    else if (text.startsWith("0")) {
      const nsp = /^0(\/[^,?]{0,64})/.exec(text)?.[1] ?? "/";
      this.emit("decoded", { type: CONNECT, nsp, data: {} });
    } else throw new Error("packet type");
  }

  /** Called by Socket.IO at the end of a connection; nothing is held between packets. */
  destroy(): void {}
}

/** True for the text of an event, whatever is in it. */
export const isEvent = (text: unknown): text is string => typeof text === "string" && text.startsWith(EVENT);

/** An event as it came; nothing of it is checked but its form. */
export interface Event {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Number to acknowledge it by, if the device asked for that. */
  readonly id: number | undefined;
}

/** A `frame` that follows SPEC EV-1. */
export interface Frame {
  readonly p: number | undefined;
  /** The opaque text and the end of the packet behind it. */
  readonly rest: string;
}

/** Behind the opaque text of a frame. */
export const FRAME_END = '"}]';
const GUEST_FRAME = '2["frame",{"b":"';
const HOST_FRAME = /^2\["frame",\{"p":([1-9]\d{0,9}),"b":"/;
const REST = /^[A-Za-z0-9_-]+"\}\]$/;
const MAX_HANDLE = 2 ** 31 - 1;
/** A sealed sync is the shortest opaque message (SPEC FRAME-6). */
const SHORTEST = base64urlLength(43) + FRAME_END.length;
const LONGEST = base64urlLength(LIMITS.messageBytes) + FRAME_END.length;

/**
 * Reads a frame as devices write it; undefined for everything else, odd but legal frames included. Most packets are frames:
 * this is one look at each character instead of a JSON parser and a schema.
 */
export const decodeFrame = (text: string): Frame | undefined => {
  let p: number | undefined;
  let start = GUEST_FRAME.length;
  if (!text.startsWith(GUEST_FRAME)) {
    const match = HOST_FRAME.exec(text);
    if (!match) return undefined;
    p = Number(match[1]);
    start = match[0].length;
  }
  const rest = text.slice(start);
  const fits = rest.length >= SHORTEST && rest.length <= LONGEST && (p ?? 0) <= MAX_HANDLE;
  return fits && REST.test(rest) && isCanonical(rest) ? { p, rest } : undefined;
};

/** Last characters base64url can have, by length modulo 4: the unused bits are 0 (RFC 4648 section 3.5). */
const TAILS = [/^/, /$^/, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const;

const isCanonical = (rest: string): boolean => {
  const end = rest.length - FRAME_END.length;
  return TAILS[(end % 4) as 0 | 1 | 2 | 3].test(rest.charAt(end - 1));
};

/** Reads an event; undefined for text that is none. */
export const decodeEvent = (text: string): Event | undefined => {
  const digits = /^2(\d{0,9})\[/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text.slice(EVENT.length + digits.length));
  } catch {
    return undefined;
  }
  const [name, ...args]: unknown[] = Array.isArray(data) ? data : [];
  return typeof name === "string"
    ? { name, args, id: digits === "" ? undefined : Number(digits) }
    : undefined;
};

/** An event to a device. */
export const encodeEvent = (name: string, payload: object): string => `2${JSON.stringify([name, payload])}`;

/** The acknowledgement of an event. */
export const encodeAck = (id: number, answer: object): string => `3${id}${JSON.stringify([answer])}`;

/** Engine.IO's type of the packets that carry Socket.IO's. */
const MESSAGE = 0x34;

/** A WebSocket text frame with an Engine.IO message of ASCII text, from the server: not masked (RFC 6455 section 5.2). */
export const encodeTextFrame = (head: string, rest: string): Buffer => {
  const length = 1 + head.length + rest.length;
  const start = length < 126 ? 2 : 4;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = 0x81;
  if (start === 2) frame[1] = length;
  else {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  }
  frame[start] = MESSAGE;
  frame.write(head, start + 1, "latin1");
  frame.write(rest, start + 1 + head.length, "latin1");
  return frame;
};
