import type { Change } from "./change.ts";
import { type Guest, hostState, type LobbyView, type Timer } from "./room.ts";
import { KNOCK_BYTES, REMEMBERED, type RoomRules } from "./rules.ts";

/** Everything that follows from the state alone: hand-over, what each device has to be told, timers. */
export const settle = (change: Change, rules: RoomRules): void => {
  handOver(change);
  tellHost(change);
  tellLobby(change);
  setTimers(change, rules);
  forgetDeparted(change);
};

/** True when nobody is here and nobody is waited for. */
export const isDeserted = (change: Change): boolean => {
  if (change.host.at === "on" || change.seat || change.queue.length > 0) return false;
  for (const { conn } of change.guests.values()) if (conn !== undefined) return false;
  return true;
};

/** SPEC KNOCK-3: the host has the front of the queue, and only it, and only while the guest seat is free. */
const handOver = (change: Change): void => {
  const front = change.queue[0];
  if (change.host.at !== "on" || change.seat || !front) change.open = undefined;
  else if (change.open?.p !== front.p) {
    change.open = { p: front.p, messages: 1, bytes: KNOCK_BYTES };
    change.sendHost("knock", { p: front.p, b: front.knock });
  }
  if (change.host.at === "on" && change.seat?.knock !== undefined) {
    change.sendHost("knock", { p: change.seat.p, b: change.seat.knock });
    change.seat = { ...change.seat, knock: undefined };
  }
};

const tellHost = (change: Change): void => {
  const n = change.queue.length;
  if (change.host.at !== "on" || change.host.told === n) return;
  change.sendHost("queue", { n });
  change.host = { ...change.host, told: n };
};

const tellLobby = (change: Change): void => {
  const host = hostState(change);
  const places = new Map(change.queue.map(({ p }, place) => [p, place]));
  for (const guest of change.guests.values()) {
    if (guest.conn === undefined || guest.p === change.seat?.p) continue;
    const view: LobbyView = { host, place: places.get(guest.p) };
    if (guest.told?.host === view.host && guest.told.place === view.place) continue;
    change.send(guest.conn, "lobby", view.place === undefined ? { host } : { host, place: view.place });
    change.update(guest, { told: view });
  }
};

/** Arms what has to be waited for and disarms what has not; nothing else touches timers. */
const setTimers = (change: Change, rules: RoomRules): void => {
  const wanted = new Map<string, { timer: Timer; after: number }>();
  const isGone = (p: number) => change.guests.get(p)?.conn === undefined;
  if (change.seat && isGone(change.seat.p)) {
    wanted.set(`seat/${change.seat.serial}`, { timer: { of: "seat" }, after: rules.seatGrace });
  }
  for (const { p, serial } of change.queue) {
    if (isGone(p)) wanted.set(`place/${p}`, { timer: { of: "place", p }, after: rules.placeGrace });
    if (change.host.at !== "on") {
      wanted.set(`knock/${serial}`, { timer: { of: "knock", p }, after: rules.knockWait });
    }
  }
  for (const id of change.timers.keys()) {
    if (wanted.has(id)) continue;
    change.timers.delete(id);
    change.outputs.push({ do: "disarm", timer: id });
  }
  for (const [id, { timer, after }] of wanted) {
    if (change.timers.has(id)) continue;
    change.timers.set(id, timer);
    change.outputs.push({ do: "arm", timer: id, after });
  }
};

const forgetDeparted = (change: Change): void => {
  if (change.guests.size <= REMEMBERED) return;
  const places = new Set([change.seat?.p, ...change.queue.map(({ p }) => p)]);
  const departed: Guest[] = [...change.guests.values()].filter(
    ({ p, conn }) => conn === undefined && !places.has(p),
  );
  for (const { p } of departed.slice(0, Math.max(0, departed.length - REMEMBERED))) change.guests.delete(p);
};
