import { CallError, type Room, type Rooms } from "@onecall/client";
import { ProtocolError } from "@onecall/protocol";
import type { Environment } from "../app/environment.ts";
import { createPreferences } from "../preferences/preferences.ts";
import { FakeCall, fakeRoom, LINK } from "./fake-call.ts";

/** Rooms and calls without a server. What the person did to a call is in the `done` of each of `calls`. */
export interface FakeEnvironment extends Environment {
  readonly calls: FakeCall[];
  readonly rooms: Rooms;
}

/** A device that knows its own room `abcd1234` and makes guests of everyone else's links. */
export const fakeEnvironment = (changes: Partial<Room> = {}, rooms: Partial<Rooms> = {}): FakeEnvironment => {
  const calls: FakeCall[] = [];
  const known: Rooms = {
    create: async () => fakeRoom("host", changes),
    open: async (link) => {
      if (!link.includes(LINK.slice(-44))) throw new ProtocolError("link-truncated");
      return fakeRoom("guest", { handle: "guest123", ...changes });
    },
    get: async (handle) => {
      if (handle !== "abcd1234") throw new CallError("room-unknown");
      return fakeRoom("host", changes);
    },
    ...rooms,
  };
  return {
    base: new URL("/", location.origin),
    preferences: createPreferences(undefined, undefined),
    calls,
    rooms: known,
    openRooms: async () => known,
    createCall: (room) => {
      const call = new FakeCall(room);
      calls.push(call);
      return call;
    },
  };
};
