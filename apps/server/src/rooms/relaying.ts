import { LIMITS } from "@onecall/protocol";
import { type ConnectionId, type Guest, hostConnection, type Room } from "./room.ts";
import { type Answer, type Input, type Output, refuse, type Step, strike } from "./step.ts";

/** Passes an opaque message on, between the host and the seated guest or the front of the queue (SPEC RELAY-1, GATE-1). */
export const relay = (room: Room, { conn, p, b }: Extract<Input, { type: "frame" }>): Step => {
  if (hostConnection(room) === conn) {
    if (p === undefined) return refused(room, strike("closed"));
    const guest = room.guests.get(p);
    return guest ? pass(room, guest, guest.conn, { b }) : refused(room, refuse("closed"));
  }
  for (const guest of room.guests.values()) {
    if (guest.conn !== conn) continue;
    if (p !== undefined) return refused(room, strike("closed"));
    return pass(room, guest, hostConnection(room), { p: guest.p, b });
  }
  return refused(room, strike("closed"));
};

interface Frame {
  readonly p?: number;
  readonly b: string;
}

const pass = (room: Room, guest: Guest, to: ConnectionId | undefined, frame: Frame): Step => {
  const outputs: readonly Output[] =
    to === undefined ? [{ do: "drop" }] : [{ do: "send", to, event: "frame", payload: frame }];
  if (room.seat?.p === guest.p) return { room, answer: undefined, outputs };
  if (room.open?.p !== guest.p) return refused(room, refuse("closed"));

  const messages = room.open.messages + 1;
  const bytes = room.open.bytes + Math.floor((frame.b.length * 3) / 4);
  if (messages > LIMITS.preAdmitMessages || bytes > LIMITS.preAdmitBytes) {
    return refused(room, strike("closed"));
  }
  return { room: { ...room, open: { ...room.open, messages, bytes } }, answer: undefined, outputs };
};

const refused = (room: Room, answer: Answer): Step => ({ room, answer, outputs: [] });
