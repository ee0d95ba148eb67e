export type { CheckCode, HostState, Reply } from "@onecall/protocol";
export type { Call, CallEvents, Line, RemoteMedia } from "./call/api.ts";
export { type CallOptions, createCall } from "./call/create-call.ts";
export type { CallEvent, Effect } from "./call/events.ts";
export type { CallState, CallStateName, EndReason, Peer, StateOf, Trust } from "./call/state.ts";
export type { Step } from "./call/steps.ts";
export { transition } from "./call/transition.ts";
export type { ConnectionReport } from "./check/connection-check.ts";
export type { Drawing } from "./draw/drawing.ts";
export type { Marks, Place, Stroke, StrokeKind } from "./draw/marks.ts";
export type { Environment, PageEvent } from "./environment.ts";
export { CallError, type CallErrorCode, ERRORS, type MediaErrorCode } from "./errors.ts";
export { type Figures, readFigures } from "./figures/figures.ts";
export { type MyRoom, type MyRooms, openMyRooms, type RecentCall } from "./identity/my-room.ts";
export type { Room, Rooms } from "./identity/rooms.ts";
export { openRooms } from "./identity/rooms.ts";
export type { ScreenCapture, ScreenHint, ScreenOutcome, ScreenShare } from "./media/screen-types.ts";
export type {
  Capture,
  CaptureKind,
  CaptureShape,
  Device,
  DeviceList,
  Devices,
  LocalMedia,
  ProcessedTrack,
  SoundMode,
  TrackProcessor,
} from "./media/types.ts";
export type { CallPath, RelayTransport } from "./peer/path.ts";
export type { Reactions } from "./reactions/reactions.ts";
