import { base64urlLength, LIMITS } from "@onecall/protocol";
import type { Change } from "./change.ts";
import type { Guest } from "./room.ts";
import { BACK_OFF, KNOCK_BYTES, LAST_FRAME_BYTES } from "./rules.ts";
import { type Answer, type Input, refuse, strike } from "./step.ts";

const KNOCK_LENGTH = base64urlLength(KNOCK_BYTES);
const LAST_FRAME_LENGTH = base64urlLength(LAST_FRAME_BYTES);

const backOff = (dismissals: number): number => BACK_OFF[Math.min(dismissals, BACK_OFF.length) - 1] ?? 0;

/** A guest asks to come in, or opens a new handshake from the guest seat. */
export const knock = (change: Change, { conn, b, at }: Extract<Input, { type: "knock" }>): Answer => {
  const guest = change.guestOn(conn);
  if (!guest) return strike("closed");
  if (b.length !== KNOCK_LENGTH) return strike("bad");
  if (change.seat?.p === guest.p) {
    change.seat = { ...change.seat, knock: b };
    return { ok: true, place: 0 };
  }
  return queueUp(change, guest, b, at);
};

const queueUp = (change: Change, guest: Guest, b: string, at: number): Answer => {
  const waiting = { p: guest.p, knock: b, serial: change.nextSerial() };
  const place = change.queue.findIndex(({ p }) => p === guest.p);
  if (place >= 0) {
    change.queue[place] = waiting;
    if (change.open?.p === guest.p) change.open = undefined;
    return { ok: true, place };
  }
  if (guest.quietUntil > at) return { err: "rate", retry: Math.ceil(guest.quietUntil - at) };
  if (change.queue.length >= LIMITS.lobbyKnocks) return refuse("busy");
  change.queue.push(waiting);
  change.log("knocked");
  return { ok: true, place: change.queue.length - 1 };
};

/** The host sends the guest or a knocker away. */
export const dismiss = (change: Change, { conn, p, b, at }: Extract<Input, { type: "dismiss" }>): Answer => {
  if (change.host.at !== "on" || change.host.conn !== conn) return strike("closed");
  if (b !== undefined && b.length > LAST_FRAME_LENGTH) return strike("bad");
  const guest = change.guests.get(p);
  if (!guest) return refuse("closed");
  if (change.seat?.p === p) {
    change.freeSeat();
    change.sendHost("peer", { s: "left", ep: change.ep, p });
  } else if (change.dequeue(p)) {
    const dismissals = guest.dismissals + 1;
    change.update(guest, { dismissals, quietUntil: at + backOff(dismissals), told: undefined });
  } else {
    return refuse("closed");
  }
  change.send(guest.conn, "dismissed", b === undefined ? {} : { b });
  change.log("dismissed");
  return { ok: true };
};
