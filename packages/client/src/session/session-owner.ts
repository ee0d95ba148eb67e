import type { Bytes, Message } from "@onecall/protocol";
import type { Readers } from "../data/readers.ts";
import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import type { IceSource } from "../peer/ice-config.ts";
import type { LocalTracks } from "../peer/local-tracks.ts";
import type { Session } from "./session.ts";

/** The other device, as its handshake proved it. */
export interface SessionPeer {
  /** Raw public identity key, base64url. */
  readonly key: string;
  /** "" when it gave no name yet. */
  readonly name: string;
}

export interface SessionListener {
  /** To the other device, as is. */
  onFrame(session: Session, bytes: Bytes): void;
  /** The other device proved its key: host may ring, guest knows whom it asks. */
  onProven(session: Session): void;
  /** Guest: the host's ACCEPT was opened; the link is open. */
  onAccepted(session: Session, accept: Extract<Message, { t: "accept" }>): void;
  onDenied(session: Session, deny: Extract<Message, { t: "deny" }>): void;
  onBye(session: Session): void;
  /** A peer connection was made; nothing was described yet. */
  onConnection(connection: RTCPeerConnection, readers: Readers): void;
  onLink(session: Session, state: "up" | "down"): void;
  onTrack(session: Session, track: MediaStreamTrack): void;
  onMedia(session: Session, media: Extract<Message, { t: "media" }>): void;
  onControlOpen(session: Session): void;
  /** What the other device says of its line. */
  onTheirLine(session: Session, line: Extract<Message, { t: "line" }>): void;
  /** What arrives here, or what the other device hears, is another way now. */
  onLine(session: Session): void;
  /** Whether the line has room for this device's picture is another thing now. */
  onPicture(session: Session): void;
  /** Guest: restarts did not help. */
  onStuck(session: Session): void;
  onPath(session: Session): void;
  /** Something the person should know that ends nothing. */
  onTrouble(session: Session, code: CallErrorCode): void;
  /** The session is dead; the owner closes it. */
  onFailed(session: Session, code: CallErrorCode): void;
}

export interface SessionOptions {
  readonly environment: Environment;
  readonly certificate: RTCCertificate;
  readonly allowLoopback: boolean;
  readonly serverIsNear: boolean;
  readonly hideAddress: boolean;
  readonly ice: IceSource & {
    /** Asks for the servers of this session's call. */
    ask(session: Session): void;
  };
  readonly listener: SessionListener;
  /** Whether the server can carry something to the other device now. */
  canSignal(): boolean;
  /** What this device captures now; asked for when both said yes. */
  tracks(): LocalTracks;
}
