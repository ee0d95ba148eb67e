import type { Bytes, Message } from "@onecall/protocol";
import type { ControlMessage } from "../data/control-channel.ts";
import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import type { Negotiating } from "./carrier.ts";
import type { IceSource } from "./ice-config.ts";
import type { CallPath } from "./path.ts";

export interface PeerLinkOptions {
  readonly environment: Environment;
  /** The certificate whose fingerprint this device committed to. */
  readonly certificate: RTCCertificate;
  /** SHA-256 fingerprint of the other device's certificate, 32 bytes, as its signed FIN opened it. */
  readonly fingerprint: Bytes;
  readonly sid: string;
  readonly role: "host" | "guest";
  /** Whether loopback candidates are welcome: only for a page served from this very machine. */
  readonly allowLoopback: boolean;
  /** The page's server is on this machine or in a private network (SPEC CAND-4). */
  readonly serverIsNear: boolean;
  /** Relayed candidates only, from the first one on (SPEC ICE-5). */
  readonly hideAddress: boolean;
  readonly ice: IceSource;
  /** Whether the server can carry something to the other device now. */
  canSignal(): boolean;
}

export interface PeerLinkListener {
  /** To be sealed and sent. */
  onSend(message: Message): void;
  /** To be sealed and sent if there is room: it can be said again. False when there is none. */
  onSendIfRoom(message: Message): boolean;
  /** `up` again after every `down`; `closed`: the other device closed its side. */
  onState(state: "up" | "down" | "closed"): void;
  onTrack(track: MediaStreamTrack): void;
  onControl(message: Exclude<ControlMessage, Negotiating>): void;
  onControlOpen(): void;
  onPath(path: CallPath): void;
  /** What arrives, or what the other device hears, is another way now. */
  onLine(): void;
  /** The line has no room for this device's picture, or again. */
  onPicture(): void;
  /** Guest: restarts did not help; a new session may (SPEC REJOIN-5). */
  onStuck(): void;
  /** Something the person should know that does not end the link. */
  onTrouble(code: CallErrorCode): void;
  /** The link cannot be used; the owner closes it. */
  onFailed(code: CallErrorCode, cause?: unknown): void;
}
