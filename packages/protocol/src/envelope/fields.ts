import * as v from "valibot";
import { LIMITS } from "../limits.ts";

/** Whole groups, then a rest whose unused bits are 0: the one canonical spelling (RFC 4648 section 3.5). */
const CANONICAL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

const base64url = (min: number, max: number) =>
  v.pipe(v.string(), v.minLength(min), v.maxLength(max), v.regex(CANONICAL));

/** Characters of base64url without padding for `bytes` bytes (RFC 4648 section 5). */
export const base64urlLength = (bytes: number): number => Math.ceil((bytes * 4) / 3);

/** Exactly `bytes` bytes as base64url text. */
export const bytes = (count: number) => base64url(base64urlLength(count), base64urlLength(count));

/** An opaque handshake message or frame: a sync frame of 43 bytes is the shortest (SPEC FRAME-6). */
export const opaque = base64url(base64urlLength(43), base64urlLength(LIMITS.messageBytes));

/** Host name as in `URL.hostname`: at most 253 characters (RFC 1035), IPv6 in brackets. */
export const hostname = v.pipe(v.string(), v.minLength(1), v.maxLength(255), v.regex(/^[\x21-\x7e]+$/));

/** Name of a build of the web app, printable ASCII. */
export const build = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[\x21-\x7e]+$/));

export const version = v.literal(1);
/** Room epoch: grows by one with every change of who sits in the room. */
export const epoch = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
/** Handle of one guest key within a room, chosen by the server. */
export const handle = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1));
/** Place in or length of the queue; 0 is the front. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.lobbyKnocks));
/** Milliseconds to wait. */
export const delay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400_000));
/** Bytes of a message, before base64url. */
export const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1));

/** Seconds for which credentials may be used. */
export const timeToLive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(86_400));

/** RFC 7064 and RFC 7065; the browser parses it as well. */
const iceUrl = v.pipe(v.string(), v.maxLength(300), v.regex(/^(?:stuns?|turns?):[\x21-\x7e]+$/));
const iceUrls = v.pipe(v.array(iceUrl), v.minLength(1), v.maxLength(LIMITS.iceUrls));
const iceText = v.pipe(v.string(), v.minLength(1), v.maxLength(256), v.regex(/^[\x21-\x7e]+$/));

/** A STUN server, or a TURN server with its time-limited credentials. */
export const iceServer = v.union([
  v.strictObject({ urls: iceUrls }),
  v.strictObject({ urls: iceUrls, username: iceText, credential: iceText }),
]);
