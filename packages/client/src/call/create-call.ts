import { browserEnvironment, type Environment } from "../environment.ts";
import { CallError } from "../errors.ts";
import { type Room, RoomEntry } from "../identity/rooms.ts";
import type { Call } from "./api.ts";
import { RoomCall } from "./call.ts";

export interface CallOptions {
  /** Base URL of the server, sub-path included. */
  readonly server: URL | string;
  /** From `openRooms`. */
  readonly room: Room;
  /** What the SDK takes from the platform; this browser unless given. */
  readonly environment?: Partial<Environment>;
  /** Whether the other device learns only a relay's address; see `Call.setHideAddress`. */
  readonly hideAddress?: boolean;
}

/**
 * Makes one person's side of a call, idle until `start()`.
 * @throws CallError `browser-unsupported` without RTCPeerConnection, `room-unknown` for a room not from `openRooms`.
 */
export const createCall = ({ server, room, environment, hideAddress = false }: CallOptions): Call => {
  const platform = { ...browserEnvironment(), ...environment };
  if (typeof platform.RTCPeerConnection !== "function") throw new CallError("browser-unsupported");
  if (!(room instanceof RoomEntry)) throw new CallError("room-unknown");
  return new RoomCall(new URL(server), room, platform, hideAddress);
};
