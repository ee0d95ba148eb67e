export type { Call, CallEvents, RemoteMedia } from "./call/api.ts";
export type { CallState, CallStateName, CheckCode, EndReason, Peer, StateOf, Trust } from "./call/state.ts";
export { CallError, type CallErrorCode, ERRORS, type MediaErrorCode } from "./errors.ts";
export type { Room, Rooms } from "./identity/rooms.ts";
export type { Capture, CaptureKind, Device, DeviceList, Devices, LocalMedia } from "./media/types.ts";
