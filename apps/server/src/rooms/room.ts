import type { HostState } from "@onecall/protocol";

/** Names a connection of this server. */
export type ConnectionId = string;

/** The host's seat. It is kept as long as the room lives: only the key behind the room id can take it. */
export type HostSeat =
  | { readonly at: "none" }
  /** `told`: length of the queue the host knows. */
  | { readonly at: "on"; readonly conn: ConnectionId; readonly told: number }
  | { readonly at: "off" };

/** One guest key, as the room knows it. */
export interface Guest {
  /** Handle: stable while the room lives. */
  readonly p: number;
  /** SHA-256 of the raw public key, base64url. */
  readonly key: string;
  readonly conn: ConnectionId | undefined;
  /** What this device was last told while in the lobby; undefined when it has to be told. */
  readonly told: LobbyView | undefined;
  /** Dismissals from the queue since the last admission. */
  readonly dismissals: number;
  /** No knock before this time, ms of the clock of the inputs. */
  readonly quietUntil: number;
}

/** What a guest in the lobby may know. */
export interface LobbyView {
  readonly host: HostState;
  readonly place: number | undefined;
}

/** A place in the queue. */
export interface Waiting {
  readonly p: number;
  readonly knock: string;
  /** Tells this knock from others of the same guest; to the TURN server it is the call that may come of it. */
  readonly serial: number;
}

/** The guest's seat. */
export interface Seat {
  readonly p: number;
  /** Tells this grace from an earlier one. */
  readonly serial: number;
  /** A KNOCK of the seat holder that waits for the host. */
  readonly knock: string | undefined;
  /** The call at the TURN server: the serial of the knock that was admitted. */
  readonly call: number;
}

/** The knock handed to the host, and what SPEC GATE-1 counts of its handshake. */
export interface Handshake {
  readonly p: number;
  readonly messages: number;
  readonly bytes: number;
}

/** What a timer is for. */
export type Timer =
  | { readonly of: "seat" }
  | { readonly of: "place"; readonly p: number }
  | { readonly of: "knock"; readonly p: number };

/**
 * A room: immutable, plain data.
 * Always true: `open` names the front of the queue, the host is on and the guest seat free; `timers` are those armed.
 */
export interface Room {
  /** Room epoch. */
  readonly ep: number;
  readonly host: HostSeat;
  /** By handle; those who left too, so that a handle stays. */
  readonly guests: ReadonlyMap<number, Guest>;
  /** Front first. */
  readonly queue: readonly Waiting[];
  readonly seat: Seat | undefined;
  readonly open: Handshake | undefined;
  readonly timers: ReadonlyMap<string, Timer>;
  /** Last number given as handle or serial. */
  readonly serial: number;
}

export const EMPTY_ROOM: Room = {
  ep: 0,
  host: { at: "none" },
  guests: new Map(),
  queue: [],
  seat: undefined,
  open: undefined,
  timers: new Map(),
  serial: 0,
};

/** Connection of the host, while there is one. */
export const hostConnection = (room: Pick<Room, "host">): ConnectionId | undefined =>
  room.host.at === "on" ? room.host.conn : undefined;

/** Where the host is, as the lobby may know it. */
export const hostState = (room: Pick<Room, "host" | "seat">): HostState => {
  if (room.seat) return "busy";
  return room.host.at === "on" ? "here" : "away";
};

/** Both seat holders' connections, when both are there: frames between them need no look at the room. */
export const pairOf = (room: Room): { host: ConnectionId; guest: ConnectionId; p: number } | undefined => {
  const host = hostConnection(room);
  const guest = room.seat && room.guests.get(room.seat.p)?.conn;
  return host !== undefined && guest !== undefined && room.seat ? { host, guest, p: room.seat.p } : undefined;
};

/** Connection of this key, while there is one. */
export const connectionOf = (
  room: Room | undefined,
  role: "host" | "guest",
  key: string,
): ConnectionId | undefined => {
  if (!room) return undefined;
  if (role === "host") return hostConnection(room);
  return [...room.guests.values()].find((guest) => guest.key === key)?.conn;
};

/** True for a device that holds something here: it may come back even when newcomers may not. */
export const holdsPlace = (room: Room, role: "host" | "guest", key: string): boolean => {
  if (role === "host") return true;
  return [room.seat, ...room.queue].some((place) => place && room.guests.get(place.p)?.key === key);
};

/** Connection of the guest in the seat, while there is one. */
export const seatOf = (room: Room | undefined): ConnectionId | undefined =>
  room?.seat && room.guests.get(room.seat.p)?.conn;
