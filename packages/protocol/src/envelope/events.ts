import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { SERVER_ERROR_CODES } from "../server-error-codes.ts";
import {
  build,
  bytes,
  count,
  delay,
  epoch,
  handle,
  hostname,
  iceServer,
  opaque,
  size,
  timeToLive,
  version,
} from "./fields.ts";

const code = v.picklist(SERVER_ERROR_CODES);
const refused = v.strictObject({ err: code, retry: v.optional(delay) });
const hostState = v.picklist(["here", "away", "busy"]);
const ack = <const T extends v.ObjectEntries>(entries: T) =>
  v.union([v.strictObject({ ok: v.literal(true), ...entries }), refused]);

/** SPEC EV-1: events a device sends. `payload` is the single argument; `ack` what the server answers, if it does. */
export const CLIENT_EVENTS = {
  /** Proves a key and takes its seat, or a place in the lobby. First event after `hello`. */
  join: {
    payload: v.strictObject({
      v: version,
      room: bytes(16),
      role: v.picklist(["host", "guest"]),
      key: bytes(65),
      salt: v.optional(bytes(16)),
      host: hostname,
      sig: bytes(64),
    }),
    ack: ack({
      seat: v.picklist(["host", "guest", "lobby"]),
      /** Whether the other seat's device is connected. */
      peer: v.boolean(),
      ep: epoch,
      /** For the host: handle of the guest in the seat. */
      p: v.optional(handle),
      /** For guests: what the lobby may know of the host. */
      host: v.optional(hostState),
      /** For the host: waiting knocks. */
      waiting: v.optional(count),
    }),
  },
  /** Guest: asks to come in, or opens a new handshake from the guest seat. */
  knock: { payload: v.strictObject({ b: opaque }), ack: ack({ place: count }) },
  /** Asks for STUN and TURN servers (SPEC ICE-1); the host names the guest's handle. */
  turn: {
    payload: v.strictObject({ p: v.optional(handle) }),
    ack: ack({
      ttl: timeToLive,
      servers: v.pipe(v.array(iceServer), v.maxLength(LIMITS.iceServers)),
      /** There are servers that are named after admit only: ask again then. */
      more: v.optional(v.literal(true)),
    }),
  },
  /** An opaque message to the other device; the host names the guest's handle. */
  frame: { payload: v.strictObject({ p: v.optional(handle), b: opaque }) },
  /** Host: gives the guest seat to a key (SHA-256 of the raw point). */
  admit: {
    payload: v.strictObject({ key: bytes(32), ep: epoch, sig: bytes(64) }),
    /** `peer`: the guest's device is connected. */
    ack: ack({ ep: epoch, p: handle, peer: v.boolean() }),
  },
  /** Host: sends a knocker or the guest away, with a last sealed frame. */
  dismiss: { payload: v.strictObject({ p: handle, b: v.optional(opaque) }), ack: ack({}) },
  /** Asks whether the connection is there by more than its name (SPEC EV-6). */
  alive: { payload: v.strictObject({}), ack: ack({}) },
  /** Gives up the seat or the place in the queue at once. */
  leave: { payload: v.strictObject({}), ack: ack({}) },
} as const;

/** SPEC EV-2: events the server sends. */
export const SERVER_EVENTS = {
  /** First event of every connection. */
  hello: { payload: v.strictObject({ v: version, n: bytes(16), max: size, app: v.optional(build) }) },
  /** Host: the first knock of the queue, or a new handshake from the guest seat. */
  knock: { payload: v.strictObject({ p: handle, b: opaque }) },
  /** An opaque message from the other device. `p` only towards the host. */
  frame: { payload: v.strictObject({ p: v.optional(handle), b: opaque }) },
  /** Host: a knocker withdrew (`left`) or lost its connection (`lost`). */
  gone: { payload: v.strictObject({ p: handle, r: v.picklist(["left", "lost"]) }) },
  /** Host: how many knocks wait, the one handed over included. */
  queue: { payload: v.strictObject({ n: count }) },
  /** Guest in the lobby: where the host is, and the own place in the queue once it knocked. */
  lobby: { payload: v.strictObject({ host: hostState, place: v.optional(count) }) },
  /** Seat holders: the other seat's device came (`on`), lost its connection (`off`), lost its seat by that (`lost`) or gave it up (`left`). */
  peer: {
    payload: v.strictObject({
      s: v.picklist(["on", "off", "left", "lost"]),
      ep: epoch,
      /** Towards the host: the guest's handle. */
      p: v.optional(handle),
    }),
  },
  /** Guest: the server seated this key. Moves nothing on the device by itself (SPEC CONSENT-2). */
  admitted: { payload: v.strictObject({ ep: epoch }) },
  /** Guest: sent away by the host's device. */
  dismissed: { payload: v.strictObject({ b: v.optional(opaque) }) },
  /** The same key joined on another connection. */
  superseded: { payload: v.strictObject({}) },
  /** The server stops: reconnect after `in` milliseconds. */
  drain: { payload: v.strictObject({ in: delay }) },
  /** An event without acknowledgement was refused. */
  err: { payload: refused },
} as const;

type Table = Record<string, { payload: v.GenericSchema; ack?: v.GenericSchema }>;
type Handlers<T extends Table> = {
  [E in keyof T]: T[E] extends { ack: infer A extends v.GenericSchema }
    ? (payload: v.InferOutput<T[E]["payload"]>, ack: (answer: v.InferOutput<A>) => void) => void
    : (payload: v.InferOutput<T[E]["payload"]>) => void;
};

/** Socket.IO's `ClientToServerEvents`, derived from {@link CLIENT_EVENTS}. */
export type ClientToServerEvents = Handlers<typeof CLIENT_EVENTS>;
/** Socket.IO's `ServerToClientEvents`, derived from {@link SERVER_EVENTS}. */
export type ServerToClientEvents = Handlers<typeof SERVER_EVENTS>;

export type ClientEventName = keyof typeof CLIENT_EVENTS;
export type ServerEventName = keyof typeof SERVER_EVENTS;
export type ClientPayload<E extends ClientEventName> = v.InferOutput<(typeof CLIENT_EVENTS)[E]["payload"]>;
export type ServerPayload<E extends ServerEventName> = v.InferOutput<(typeof SERVER_EVENTS)[E]["payload"]>;
/** Client events that are answered. */
export type AckedEventName = {
  [E in ClientEventName]: (typeof CLIENT_EVENTS)[E] extends { ack: v.GenericSchema } ? E : never;
}[ClientEventName];
export type AckOf<E extends AckedEventName> = v.InferOutput<(typeof CLIENT_EVENTS)[E]["ack"]>;
/** `{ err, retry? }`: a refusal; `retry` is in milliseconds. */
export type Refusal = v.InferOutput<typeof refused>;
/** A STUN or TURN server as W3C WebRTC 4.2.4 (RTCIceServer) has it. */
export type IceServer = v.InferOutput<typeof iceServer>;
/** Where the host is, as guests in the lobby may know it. */
export type HostState = v.InferOutput<typeof hostState>;
