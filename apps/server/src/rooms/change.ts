import type { ServerEventName, ServerPayload } from "@onecall/protocol";
import {
  type ConnectionId,
  type Guest,
  type Handshake,
  type HostSeat,
  hostConnection,
  type Room,
  type Seat,
  type Timer,
  type Waiting,
} from "./room.ts";
import type { LifeEvent, Output } from "./step.ts";

/** A room being changed by one input: a copy, so that the room itself stays as it was. */
export class Change {
  ep: number;
  host: HostSeat;
  seat: Seat | undefined;
  open: Handshake | undefined;
  readonly guests: Map<number, Guest>;
  readonly queue: Waiting[];
  readonly timers: Map<string, Timer>;
  readonly outputs: Output[] = [];
  #serial: number;

  constructor(room: Room) {
    this.ep = room.ep;
    this.host = room.host;
    this.seat = room.seat;
    this.open = room.open;
    this.guests = new Map(room.guests);
    this.queue = [...room.queue];
    this.timers = new Map(room.timers);
    this.#serial = room.serial;
  }

  /** The room as it is now. */
  freeze(): Room {
    const { ep, host, guests, queue, seat, open, timers } = this;
    return { ep, host, guests, queue, seat, open, timers, serial: this.#serial };
  }

  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  /** Sends to a connection, if there is one. */
  send<E extends ServerEventName>(
    to: ConnectionId | undefined,
    event: E,
    payload: ServerPayload<E> & object,
  ): void {
    if (to !== undefined) this.outputs.push({ do: "send", to, event, payload });
  }

  sendHost<E extends ServerEventName>(event: E, payload: ServerPayload<E> & object): void {
    this.send(hostConnection(this), event, payload);
  }

  log(event: LifeEvent): void {
    this.outputs.push({ do: "log", event });
  }

  /** The newer connection of the same key has everything from now on. */
  supersede(conn: ConnectionId): void {
    this.send(conn, "superseded", {});
    this.outputs.push({ do: "close", conn });
    this.log("taken-over");
  }

  guestOn(conn: ConnectionId): Guest | undefined {
    for (const guest of this.guests.values()) if (guest.conn === conn) return guest;
    return undefined;
  }

  guestWithKey(key: string): Guest | undefined {
    for (const guest of this.guests.values()) if (guest.key === key) return guest;
    return undefined;
  }

  addGuest(key: string): Guest {
    const guest: Guest = {
      p: this.nextSerial(),
      key,
      conn: undefined,
      told: undefined,
      dismissals: 0,
      quietUntil: 0,
    };
    this.guests.set(guest.p, guest);
    return guest;
  }

  update(guest: Guest, change: Partial<Guest>): Guest {
    const next = { ...guest, ...change };
    this.guests.set(guest.p, next);
    return next;
  }

  /** Takes a guest out of the queue; false when it was not in it. */
  dequeue(p: number): boolean {
    const at = this.queue.findIndex((waiting) => waiting.p === p);
    if (at < 0) return false;
    this.queue.splice(at, 1);
    return true;
  }

  /** Frees the guest seat; its holder is in the lobby again and has to be told. */
  freeSeat(): void {
    const guest = this.seat && this.guests.get(this.seat.p);
    if (guest) this.update(guest, { told: undefined });
    this.seat = undefined;
    this.ep += 1;
  }
}
