import type { Change } from "./change.ts";
import type { ConnectionId, Guest, Timer } from "./room.ts";
import { type Answer, strike } from "./step.ts";

/** A device gives up its seat or its place in the queue at once. */
export const leave = (change: Change, conn: ConnectionId): Answer => {
  const guest = change.guestOn(conn);
  if (guest) guestLeaves(change, guest);
  else if (change.host.at === "on" && change.host.conn === conn) hostLeaves(change);
  else return strike("closed");
  change.outputs.push({ do: "close", conn });
  change.log("left");
  return { ok: true };
};

const guestLeaves = (change: Change, guest: Guest): void => {
  if (change.seat?.p === guest.p) {
    change.freeSeat();
    change.sendHost("peer", { s: "left", ep: change.ep, p: guest.p });
  } else {
    leaveQueue(change, guest.p, "left");
  }
  change.update(guest, { conn: undefined, told: undefined });
};

const hostLeaves = (change: Change): void => {
  change.host = { at: "none" };
  const guest = change.seat && change.guests.get(change.seat.p);
  if (!guest) return;
  change.freeSeat();
  change.send(guest.conn, "peer", { s: "left", ep: change.ep });
};

/** Only a knock the host was handed is `gone` for it; the others it knows as a number. */
const leaveQueue = (change: Change, p: number, r: "left" | "lost"): void => {
  if (change.dequeue(p) && change.open?.p === p) change.sendHost("gone", { p, r });
};

/** The connection broke: seats and places wait for a return. */
export const lose = (change: Change, conn: ConnectionId): void => {
  const guest = change.guestOn(conn);
  if (guest) {
    change.update(guest, { conn: undefined, told: undefined });
    if (change.seat?.p === guest.p) {
      change.seat = { ...change.seat, serial: change.nextSerial() };
      change.sendHost("peer", { s: "off", ep: change.ep, p: guest.p });
    }
    change.log("lost");
  } else if (change.host.at === "on" && change.host.conn === conn) {
    change.host = { at: "off" };
    const seated = change.seat && change.guests.get(change.seat.p);
    change.send(seated?.conn, "peer", { s: "off", ep: change.ep });
    change.log("lost");
  }
};

/** A wait is over. */
export const expire = (change: Change, timer: Timer): void => {
  switch (timer.of) {
    case "seat": {
      const p = change.seat?.p;
      change.freeSeat();
      // SPEC GRACE-1: nobody gave it up, so it is not `left`.
      change.sendHost("peer", { s: "lost", ep: change.ep, ...(p === undefined ? {} : { p }) });
      change.log("seat-freed");
      break;
    }
    case "place":
      leaveQueue(change, timer.p, "lost");
      change.log("place-lost");
      break;
    case "knock":
      change.dequeue(timer.p);
      change.send(change.guests.get(timer.p)?.conn, "err", { err: "closed" });
      change.log("knock-expired");
  }
};
