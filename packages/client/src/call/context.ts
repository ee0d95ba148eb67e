import type { Message } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import type { CallMemory } from "../identity/call-memory.ts";
import type { RoomEntry } from "../identity/rooms.ts";
import type { Session } from "../session/session.ts";
import type { ServerEvent } from "../signalling/channel.ts";
import type { Seat, Seated } from "../signalling/seat.ts";
import type { CallEvent } from "./events.ts";
import type { Features } from "./features.ts";
import type { LineView } from "./line-view.ts";
import type { RemoteView } from "./remote-media.ts";
import type { Sessions } from "./sessions.ts";
import type { CallState } from "./state.ts";

/** What the two sides of a call share. */
export interface CallContext {
  readonly environment: Environment;
  readonly room: RoomEntry;
  readonly memory: CallMemory;
  readonly seat: Seat;
  readonly sessions: Sessions;
  readonly state: CallState;
  /** Name told to the other person; "" for none. */
  readonly ownName: string;
  readonly side: Side;
  readonly remote: RemoteView;
  readonly features: Features;
  /** Tells the listener of `path` if the packets of the session in use travel another way now. */
  showPath(): void;
  /** How well the packets of the session in use travel is another now. */
  readonly lineView: LineView;
  /** Tells the other device what this one sends. */
  tellMedia(): void;
  dispatch(event: CallEvent): void;
  report(code: CallErrorCode): void;
}

/** What differs between host and guest. */
export interface Side {
  /** This device joined, for the first time or after its connection broke. */
  onSeated(seated: Seated): void;
  onEvent(event: ServerEvent): void;
  /** The other device proved its key. */
  onProven(session: Session): void;
  /** The host's ACCEPT was opened. */
  onAccepted(session: Session, accept: Extract<Message, { t: "accept" }>): void;
  /** A handshake came to nothing before its device proved a key. */
  onBroken(session: Session): void;
  /** Packets of the session in use come, for the first time or again. */
  onUp(): void;
  /** Restarting ICE did not help. */
  onStuck(): void;
  /** The connection in use broke, or a reloaded page wants its call back. */
  reconnect(): void;
  /** The person wants the connection made anew. */
  renew(): void;
}

/** True from the moment both said yes until the end. */
export const inCall = ({ name }: CallState): boolean =>
  name === "connecting" || name === "connected" || name === "reconnecting" || name === "lost";
