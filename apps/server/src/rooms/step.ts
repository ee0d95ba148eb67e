import type { Refusal, ServerErrorCode, ServerEventName } from "@onecall/protocol";
import type { ConnectionId, Room } from "./room.ts";

/** Everything that can happen to a room. `at`: ms of a clock that never goes back. */
export type Input =
  | { readonly type: "join-host"; readonly conn: ConnectionId }
  /** `key`: SHA-256 of the raw public key, base64url. */
  | { readonly type: "join-guest"; readonly conn: ConnectionId; readonly key: string }
  | { readonly type: "knock"; readonly conn: ConnectionId; readonly b: string; readonly at: number }
  | {
      readonly type: "frame";
      readonly conn: ConnectionId;
      readonly p?: number | undefined;
      readonly b: string;
    }
  | { readonly type: "admit"; readonly conn: ConnectionId; readonly key: string; readonly ep: number }
  | {
      readonly type: "dismiss";
      readonly conn: ConnectionId;
      readonly p: number;
      readonly b?: string | undefined;
      readonly at: number;
    }
  | { readonly type: "leave"; readonly conn: ConnectionId }
  | { readonly type: "lost"; readonly conn: ConnectionId }
  | { readonly type: "timer"; readonly id: string };

/** Life-cycle changes of a room, one log line each. */
export type LifeEvent =
  | "joined"
  | "returned"
  | "taken-over"
  | "knocked"
  | "admitted"
  | "dismissed"
  | "left"
  | "lost"
  | "seat-freed"
  | "place-lost"
  | "knock-expired"
  | "forgotten";

/** What is to be done, in order. */
export type Output =
  | {
      readonly do: "send";
      readonly to: ConnectionId;
      readonly event: ServerEventName;
      readonly payload: object;
    }
  /** SPEC ICE-3: the two of this call may relay to each other; no more at all; no more than what they relay already. */
  | { readonly do: "open-relay" | "close-relay" | "release-relay"; readonly call: number }
  /** The connection holds nothing any more: disconnect it. */
  | { readonly do: "close"; readonly conn: ConnectionId }
  | { readonly do: "arm"; readonly timer: string; readonly after: number }
  | { readonly do: "disarm"; readonly timer: string }
  /** A frame had no connection to go to; the sealed layer sends it again. */
  | { readonly do: "drop" }
  | { readonly do: "log"; readonly event: LifeEvent };

/** Answer to the sender of an input. A refusal with `strike` counts against its connection. */
export type Answer =
  | ({ readonly ok: true } & Readonly<Record<string, unknown>>)
  | (Refusal & { strike?: true });

export const refuse = (err: ServerErrorCode): Answer => ({ err });

/** Refuses what no device following onecall/1 would have sent. */
export const strike = (err: ServerErrorCode): Answer => ({ err, strike: true });

/** What follows from one input. `room` undefined: forget it. */
export interface Step {
  readonly room: Room | undefined;
  /** Goes to the sender before `outputs` are executed; a `frame` that was taken has none. */
  readonly answer: Answer | undefined;
  readonly outputs: readonly Output[];
}
