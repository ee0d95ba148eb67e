import { type ConnectionId, hostConnection, type Room } from "./room.ts";
import type { Output } from "./step.ts";

/** One end of a call at the TURN server. */
export interface RelayPlace {
  /** Told apart from every other call of this room. */
  readonly call: number;
  readonly seat: "host" | "guest";
  /** Both said yes: the host's device had the guest seated. */
  readonly admitted: boolean;
}

/**
 * SPEC ICE-2: the end of a call that a connection may have TURN credentials for. `p` is the handle the host names.
 * Undefined for who has none, `closed` for a host who names a handle it has no call with.
 */
export const relayPlace = (
  room: Room | undefined,
  conn: ConnectionId,
  p: number | undefined,
): RelayPlace | "closed" | undefined => {
  if (!room) return undefined;
  const isHost = hostConnection(room) === conn;
  const handle = isHost ? p : guestOn(room, conn);
  if (handle === undefined) return undefined;
  const seat = isHost ? "host" : "guest";
  if (room.seat?.p === handle) return { call: room.seat.call, seat, admitted: true };
  const [front] = room.queue;
  if (front && room.open?.p === handle) return { call: front.serial, seat, admitted: false };
  return isHost ? "closed" : undefined;
};

const guestOn = (room: Room, conn: ConnectionId): number | undefined => {
  for (const guest of room.guests.values()) if (guest.conn === conn) return guest.p;
  return undefined;
};

/**
 * SPEC ICE-3: what the TURN server has to be told when a room becomes another. `isTimeout`: because a wait was over, which
 * may mean no more than that a device lost signalling in the middle of its call.
 */
export const relayChanges = (
  before: Room | undefined,
  after: Room | undefined,
  isTimeout: boolean,
): Output[] => {
  const alive = new Set([after?.seat?.call, ...(after?.queue ?? []).map(({ serial }) => serial)]);
  const outputs: Output[] = (before?.queue ?? [])
    .filter(({ serial }) => !alive.has(serial))
    .map(({ serial }) => ({ do: "close-relay", call: serial }));
  if (before?.seat && !alive.has(before.seat.call))
    outputs.push({ do: isTimeout ? "release-relay" : "close-relay", call: before.seat.call });
  if (after?.seat && after.seat.call !== before?.seat?.call)
    outputs.push({ do: "open-relay", call: after.seat.call });
  return outputs;
};
