import type { Reply } from "@onecall/protocol";
import type { ConnectionReport } from "../check/connection-check.ts";
import type { Drawing } from "../draw/drawing.ts";
import type { CallError } from "../errors.ts";
import type { Room } from "../identity/rooms.ts";
import type { Devices, LocalMedia } from "../media/types.ts";
import type { CallPath } from "../peer/path.ts";
import type { Reactions } from "../reactions/reactions.ts";
import type { CallState } from "./state.ts";

/** What the other device sends and shows. */
export interface RemoteMedia {
  /** Live remote tracks of camera and microphone; the same object for the whole call. */
  readonly stream: MediaStream;
  /** Whether the other person's microphone is on, as their device says. */
  readonly microphone: boolean;
  /** Whether the other person's camera is on, as their device says. */
  readonly camera: boolean;
  /** The camera is on, but its picture is held back: the line has room for sound only. */
  readonly paused: boolean;
  /** Picture and sound of the screen the other person shares, as their device says; null while they share none. */
  readonly screen: MediaStream | null;
}

/** How well packets travel between the two devices right now. */
export interface Line {
  /** What arrives here: `weak` when much of it is lost or late, `silent` when nothing came for 1.2 s (SPEC DATA-2). */
  readonly here: "good" | "weak" | "silent";
  /** How the other device fares, as it says itself: `weak` as above, `away` when its page is being reloaded or closed. */
  readonly there: "good" | "weak" | "away";
  /** `paused`: the line has room for sound only, so this device's picture is held back until it has more. */
  readonly picture: "sent" | "paused";
}

/** Events of a call, each with its arguments. */
export interface CallEvents {
  /** After every change of `call.state`. */
  state: [state: CallState];
  /** After every change of `call.remote`. */
  remote: [remote: RemoteMedia];
  /** After every change of `call.path`. */
  path: [path: CallPath | undefined];
  /** After every change of `call.line`. */
  line: [line: Line];
  /** After every change of `call.signalling`. */
  signalling: [state: "online" | "offline"];
  /** The server serves another build of the web app than this page's: reload once no call needs it. */
  outdated: [];
  /** Something failed that did not end the call, or the reason why it ended. */
  error: [error: CallError];
}

/** One person's side of one call. */
export interface Call extends AsyncDisposable {
  readonly room: Room;
  readonly state: CallState;
  readonly local: LocalMedia;
  readonly devices: Devices;
  readonly remote: RemoteMedia;
  /** How packets travel; undefined while that is not known. */
  readonly path: CallPath | undefined;
  /** How well packets travel; good on both sides while there is no connection to judge. */
  readonly line: Line;
  readonly reactions: Reactions;
  /** Whether this device has its place at the server; a call in progress does not need it. */
  readonly signalling: "online" | "offline";
  /** The page is of another build than the server serves now (SPEC EV-5). */
  readonly isOutdated: boolean;
  on<E extends keyof CallEvents>(event: E, listener: (...args: CallEvents[E]) => void): () => void;

  /** idle -> waiting (host) or lobby (guest): connects to the server. Nobody is told yet. */
  start(): void;
  /** Guest, lobby -> asking: knocks. This is the guest's yes to being seen and heard by the host. */
  ask(options: { name: string }): void;
  /** Guest, asking -> lobby: withdraws the knock. */
  cancel(): void;
  /** Host, ringing -> connecting: the host's yes. `video: false` starts without the own picture. `name` is told to the guest. */
  accept(options: { video: boolean; name?: string }): void;
  /** Host, ringing -> waiting (the next knock rings, if one waits). `reply` is shown to the guest in their language. */
  decline(reply?: Reply): void;
  /** Any state -> ended: stops camera and microphone before anything else. */
  leave(): void;
  /** lost or ended -> back at once where it makes sense: a lost call reconnects without a knock, an ended one starts anew. */
  rejoin(): void;
  /** Turns capture on or off; the other device is told. */
  setEnabled(kind: "microphone" | "camera", on: boolean): Promise<void>;
  /**
   * From the next connection on: whether the other device learns only a relay's address, never this one's (SPEC ICE-5).
   * A call that needs a relay and gets none ends with `relay-missing` or `relay-unreachable` within 10 s.
   */
  setHideAddress(on: boolean): void;
  /** The person compared the check codes and they are equal: remembered for this link and key. */
  verify(): Promise<void>;
  /** Pointing and drawing on the screens that are shared; rejects when its code can not be fetched. */
  openDrawing(): Promise<Drawing>;
  /** Leaves, releases the devices, and resolves when the other device was told. The call is of no use afterwards. */
  close(): Promise<void>;
  /** Measures the line to the server; nobody else is told or reached. Takes up to 5 s. */
  checkConnection(): Promise<ConnectionReport>;
  /** The browser's raw statistics of the connection, or undefined while there is none (W3C webrtc-stats). */
  getStats(): Promise<RTCStatsReport | undefined>;
}
