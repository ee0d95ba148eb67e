import type { CheckCode, HostState, Reply } from "@onecall/protocol";
import type { CallErrorCode } from "../errors.ts";
import type { Peer } from "./state.ts";

/** Everything that can happen to a call, by origin. Times are ms since the epoch. */
export type CallEvent =
  // The person
  | { readonly type: "start"; readonly role: Role; readonly at: number; readonly resume?: Resume }
  | { readonly type: "ask"; readonly at: number }
  | { readonly type: "cancel" }
  | { readonly type: "accept"; readonly at: number }
  | { readonly type: "decline"; readonly reply?: Reply }
  /** The check codes were compared and are equal. */
  | { readonly type: "verified" }
  | { readonly type: "leave"; readonly at: number }
  | { readonly type: "rejoin"; readonly role: Role; readonly at: number; readonly resume?: Resume }
  // The server
  | { readonly type: "seated"; readonly host?: HostState | undefined; readonly waiting?: number | undefined }
  | { readonly type: "lobby"; readonly host: HostState; readonly place?: number | undefined }
  | { readonly type: "queue"; readonly waiting: number }
  | { readonly type: "offline" }
  | { readonly type: "superseded"; readonly at: number }
  /** The server refused what the person asked for; the call goes on or ends, as the state can bear. */
  | { readonly type: "refused"; readonly code: CallErrorCode; readonly at: number }
  | { readonly type: "dismissed"; readonly at: number }
  /** Host: the knock that rings was withdrawn or its device is gone. */
  | { readonly type: "knock-gone" }
  /** The other device gave up its seat. */
  | { readonly type: "peer-left"; readonly at: number }
  // The sealed session in use
  /** Host: a knocker proved a key. */
  | { readonly type: "proven"; readonly peer: Peer; readonly at: number }
  /** Both said yes: guest by a verified ACCEPT, host by rejoining a live call (SPEC REJOIN-2). */
  | { readonly type: "accepted"; readonly peer: Peer; readonly checkCode: CheckCode; readonly at: number }
  | { readonly type: "denied"; readonly at: number; readonly locked?: boolean; readonly reply?: Reply }
  | { readonly type: "bye"; readonly at: number }
  /** The session ended by a fault; its sealed messages are dead. */
  | { readonly type: "session-failed"; readonly code: CallErrorCode; readonly at: number }
  // The peer connection in use
  | { readonly type: "link-up"; readonly at: number }
  | { readonly type: "link-down"; readonly at: number }
  // The clock
  | { readonly type: "gave-up" };

export type Role = "host" | "guest";

/** A call this device was in before its page was reloaded. */
export interface Resume {
  readonly peer: Peer;
  readonly since: number;
}

/** What `transition` wants done; `call.ts` does it. */
export type Effect =
  /** Connect to the server and join. */
  | { readonly type: "connect" }
  /** Guest: open a handshake. */
  | { readonly type: "knock" }
  /** Guest: take the knock back. */
  | { readonly type: "withdraw" }
  /** Host: seat the guest, then tell the device. */
  | { readonly type: "admit" }
  /** Host: send the knocker away, with a short reply if its person chose one (SPEC KNOCK-9). */
  | { readonly type: "dismiss"; readonly reply?: Reply }
  /** Throw the session away: keys and peer connection. */
  | { readonly type: "drop-session" }
  /** Tell the other device that this person left. */
  | { readonly type: "say-bye" }
  /** Give up the seat and disconnect. */
  | { readonly type: "give-up-seat" }
  /** Disconnect without giving up the seat, which another tab holds now. */
  | { readonly type: "disconnect" }
  /** Camera and microphone off. */
  | { readonly type: "stop-capture" }
  /** Make the connection anew: guest by a new handshake, host by waiting for it. */
  | { readonly type: "reconnect" }
  /** The person asks for the connection to be made anew, whatever is left of the old one. */
  | { readonly type: "renew" }
  /** Send `gave-up` after the time for reconnecting, unless the state changes. */
  | { readonly type: "start-give-up-timer" }
  /** The call is over: a reload does not come back to it. */
  | { readonly type: "forget-call" }
  /** Tell the listener of `error`. */
  | { readonly type: "report"; readonly code: CallErrorCode };
