import type { Change } from "./change.ts";
import { type ConnectionId, type Guest, hostState } from "./room.ts";
import { KNOCK_BYTES, LOBBY_SOCKETS } from "./rules.ts";
import { type Answer, refuse } from "./step.ts";

/** The host's device, or a newer connection of it. */
export const joinHost = (change: Change, conn: ConnectionId): Answer => {
  const guest = change.seat && change.guests.get(change.seat.p);
  const before = change.host;
  if (before.at === "on") change.supersede(before.conn);
  else change.log(before.at === "off" ? "returned" : "joined");
  if (before.at !== "none") {
    change.ep += 1;
    change.send(guest?.conn, "peer", { s: "on", ep: change.ep });
  }
  change.host = { at: "on", conn, told: change.queue.length };
  change.open = undefined; // Its handshakes are gone with the old connection: the front is handed over anew.
  return {
    ok: true,
    seat: "host",
    peer: guest?.conn !== undefined,
    ep: change.ep,
    ...(guest && { p: guest.p }),
    waiting: change.queue.length,
  };
};

/** A guest's device: to its seat if it holds it, else to the lobby. */
export const joinGuest = (change: Change, conn: ConnectionId, key: string): Answer => {
  const known = change.guestWithKey(key);
  return known && change.seat?.p === known.p
    ? returnToSeat(change, conn, known)
    : enterLobby(change, conn, known, key);
};

const returnToSeat = (change: Change, conn: ConnectionId, guest: Guest): Answer => {
  if (guest.conn !== undefined) change.supersede(guest.conn);
  else change.log("returned");
  change.update(guest, { conn });
  change.ep += 1;
  change.sendHost("peer", { s: "on", ep: change.ep, p: guest.p });
  return { ok: true, seat: "guest", peer: change.host.at === "on", ep: change.ep };
};

const enterLobby = (change: Change, conn: ConnectionId, known: Guest | undefined, key: string): Answer => {
  if (known?.conn === undefined && socketsInLobby(change) >= LOBBY_SOCKETS) return refuse("busy");
  const guest = known ?? change.addGuest(key);
  if (guest.conn !== undefined) {
    change.supersede(guest.conn);
    if (change.open?.p === guest.p) change.open = { ...change.open, messages: 1, bytes: KNOCK_BYTES };
  } else {
    change.log(known ? "returned" : "joined");
  }
  change.update(guest, { conn, told: undefined });
  // The lobby learns no epoch: it would tell a room in use from one that never was.
  return { ok: true, seat: "lobby", peer: change.host.at === "on", ep: 0, host: hostState(change) };
};

const socketsInLobby = (change: Change): number => {
  let count = 0;
  for (const { p, conn } of change.guests.values())
    if (conn !== undefined && p !== change.seat?.p) count += 1;
  return count;
};
