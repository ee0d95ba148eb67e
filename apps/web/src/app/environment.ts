import type { Call, Room, Rooms } from "@onecall/client";
import type { Preferences } from "../preferences/preferences.ts";

/** What the app takes from outside itself. */
export interface Environment {
  /** Folder the app is served from, an absolute URL ending in "/". */
  readonly base: URL;
  readonly preferences: Preferences;
  openRooms(): Promise<Rooms>;
  createCall(room: Room): Call;
}
