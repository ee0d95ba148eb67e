import * as v from "valibot";
import { ProtocolError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

const generation = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
const candidate = v.strictObject({
  /** RTCIceCandidateInit.candidate; "" ends the generation (W3C WebRTC 4.8.1). */
  candidate: v.pipe(v.string(), v.maxLength(512)),
  sdpMid: v.nullable(v.pipe(v.string(), v.maxLength(16))),
  sdpMLineIndex: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4))),
  usernameFragment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(256)))),
});
const candidates = v.pipe(v.array(candidate), v.maxLength(LIMITS.candidatesPerMessage));
const name = v.pipe(v.string(), v.maxLength(LIMITS.nameLength));
const sdp = v.pipe(v.string(), v.maxLength(16_384));

/** SPEC KNOCK-9: what a host may answer to a knock besides no. Words are the guest's device's. */
export const REPLIES = ["five-minutes", "call-back", "not-now", "write"] as const;
/** One of {@link REPLIES}. */
export type Reply = (typeof REPLIES)[number];

/** SPEC MSG-1: what sealed frames hold once a handshake is done, told apart by `t`. */
export const Message = v.variant("t", [
  /** `o`: number of the offer, from 0 on each device; an answer names the offer it answers (SPEC MSG-5). */
  v.strictObject({ t: v.literal("offer"), ep: generation, o: generation, sdp }),
  v.strictObject({ t: v.literal("answer"), ep: generation, o: generation, sdp }),
  v.strictObject({ t: v.literal("cand"), ep: generation, c: candidates }),
  /** Host: the person pressed Accept (or the device knows the key from this very call, SPEC REJOIN-2). */
  v.strictObject({
    t: v.literal("accept"),
    call: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
    n: v.optional(name),
    c: candidates,
  }),
  v.strictObject({
    t: v.literal("deny"),
    r: v.picklist(["declined", "busy", "locked"]),
    m: v.optional(v.picklist(REPLIES)),
  }),
  v.strictObject({ t: v.literal("bye"), r: v.picklist(["left", "moved", "failed"]) }),
  /** Guest: asks the host, who always offers first, for an ICE restart. */
  v.strictObject({ t: v.literal("restart"), ep: generation }),
  /** What this device sends now: audio, video, screen. `n` grows with each, the newest wins. `p`: see SPEC MSG-4. */
  v.strictObject({
    t: v.literal("media"),
    n: generation,
    a: v.boolean(),
    v: v.boolean(),
    s: v.boolean(),
    p: v.optional(v.literal(true)),
  }),
  /** How this device fares: what comes is fine, is lost or late, or its page is going (SPEC MSG-4). */
  v.strictObject({ t: v.literal("line"), n: generation, s: v.picklist(["good", "weak", "away"]) }),
]);

/** A message inside a sealed frame. */
export type Message = v.InferOutput<typeof Message>;
/** Candidate as it travels: RTCIceCandidateInit without surprises. */
export type Candidate = v.InferOutput<typeof candidate>;

/** SPEC HS-6: what the guest's FIN tells of the guest. `c`: capabilities. */
export const Profile = v.strictObject({
  n: name,
  c: v.pipe(v.array(v.pipe(v.string(), v.maxLength(16))), v.maxLength(16)),
});
/** Name and capabilities of the guest. */
export type Profile = v.InferOutput<typeof Profile>;

const parse = <T>(schema: v.GenericSchema<unknown, T>, text: string): T => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("message-malformed", "not JSON", { cause });
  }
  const result = v.safeParse(schema, json);
  if (!result.success) throw new ProtocolError("message-malformed", "does not follow MSG-1");
  return result.output;
};

/** Reads a {@link Message}; throws {@link ProtocolError} `message-malformed` for anything else. */
export const readMessage = (text: string): Message => parse(Message, text);

/** Reads a {@link Profile}; throws {@link ProtocolError} `message-malformed` for anything else. */
export const readProfile = (text: string): Profile => parse(Profile, text);
