import {
  PROTOCOL_ERRORS,
  type ProtocolErrorCode,
  SERVER_ERRORS,
  type ServerErrorCode,
} from "@onecall/protocol";

/** What can go wrong with capture, per device. */
const MEDIA_ERRORS = {
  "media-denied": "The browser does not allow this page to use the device. Allow it in the address bar.",
  "media-missing": "No such device is connected.",
  "media-in-use": "Another program uses the device. Close it and try again.",
  "media-insecure": "Cameras and microphones work only over https or on localhost.",
  "media-unsupported": "This browser can not capture sound or pictures.",
  "media-failed": "The device could not be started. Unplug it, plug it in and try again.",
} as const;
export type MediaErrorCode = keyof typeof MEDIA_ERRORS;

const CALL_ERRORS = {
  "browser-unsupported": "This browser can not make calls. Use a current Chrome, Edge, Firefox or Safari.",
  "signalling-unreachable": "The server can not be reached. Check the connection.",
  "server-malformed": "The server sent something that does not follow onecall/1.",
  "knock-broken-off": "A join attempt was broken off before it was complete.",
  "handshake-cap":
    "Too many automatic join attempts at this link. Someone may be trying it; wait or make a new link.",
  "peer-certificate": "The connection does not end at the device that proved its key.",
  "peer-connection": "The browser could not make a connection.",
  "relay-missing":
    "This call needs a relay, and the server offers none. Try another network, or show your address if you hide it.",
  "relay-unreachable":
    "This call needs a relay, and none of the server's relays could be reached. Try another network, or show your address if you hide it.",
  "room-unknown": "This device does not know that room any more. Open the whole link again.",
} as const;

/** Every code a {@link CallError} can carry, with its sentence. */
export const ERRORS = { ...PROTOCOL_ERRORS, ...prefixed(), ...MEDIA_ERRORS, ...CALL_ERRORS } as const;

type ServerCode = `server-${ServerErrorCode}`;
export type CallErrorCode = ProtocolErrorCode | ServerCode | MediaErrorCode | keyof typeof CALL_ERRORS;

function prefixed(): Record<ServerCode, string> {
  return Object.fromEntries(
    Object.entries(SERVER_ERRORS).map(([code, text]) => [`server-${code}`, text]),
  ) as Record<ServerCode, string>;
}

/** The one error class of the SDK. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: CallErrorCode;

  constructor(code: CallErrorCode, options?: ErrorOptions) {
    super(ERRORS[code], options);
    this.code = code;
  }
}
