import type { Log } from "../log/log.ts";
import type { Tags } from "../log/tags.ts";
import { connectionOf, pairOf, type Room } from "../rooms/room.ts";
import type { RoomRules } from "../rooms/rules.ts";
import type { Answer, Input, Output, Step } from "../rooms/step.ts";
import { transition } from "../rooms/transition.ts";
import type { RoomStore } from "../store/room-store.ts";
import type { Turn } from "../turn/turn.ts";
import type { Connection } from "./connection.ts";

interface RoomsOptions {
  readonly store: RoomStore;
  readonly rules: RoomRules;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly log: Log;
  readonly tags: Tags;
  readonly turn: Turn;
}

/** Runs the room state machine and does what it says: the only place where rooms meet sockets and timers. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Connections whose frames pass without a look at the room, by room. */
  readonly #pairs = new Map<string, readonly Connection[]>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  get(id: string): Room | undefined {
    return this.#options.store.get(id);
  }

  /** The connection that has what this key holds in the room. `key`: as in a guest's record. */
  holder(id: string, role: "host" | "guest", key: string): Connection | undefined {
    const conn = connectionOf(this.get(id), role, key);
    return conn === undefined ? undefined : this.#options.connections.get(conn);
  }

  /** `reply` gets the answer, if the input has one, before anything is sent to anyone. */
  apply(id: string, input: Input, reply?: (answer: Answer) => void): void {
    const { store, rules } = this.#options;
    const step = store.update(id, (room): Step => transition(room, input, rules));
    if (step.answer) reply?.(step.answer);
    const sender = "conn" in input ? this.#options.connections.get(input.conn) : undefined;
    for (const output of step.outputs) this.#execute(id, output, sender);
    if (input.type !== "frame") this.#pair(id, step.room);
  }

  /** Stops all timers. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #execute(id: string, output: Output, sender: Connection | undefined): void {
    const { connections, log, tags, turn } = this.#options;
    switch (output.do) {
      case "send":
        connections.get(output.to)?.send(output.event, output.payload as never); // Typed where it was made.
        break;
      case "close":
        connections.get(output.conn)?.close();
        break;
      case "arm":
        this.#arm(id, output.timer, output.after);
        break;
      case "disarm":
        clearTimeout(this.#timers.get(`${id} ${output.timer}`));
        this.#timers.delete(`${id} ${output.timer}`);
        break;
      case "open-relay":
        turn.open(id, output.call);
        break;
      case "close-relay":
        turn.close(id, output.call);
        break;
      case "release-relay":
        turn.release(id, output.call);
        break;
      case "drop":
        if (sender) sender.counts.dropped += 1;
        break;
      case "log":
        log.info(output.event, { room: tags.of(id), ip: sender && tags.of(sender.address) });
        break;
    }
  }

  #arm(id: string, timer: string, after: number): void {
    const fire = () => {
      this.#timers.delete(`${id} ${timer}`);
      this.apply(id, { type: "timer", id: timer });
    };
    this.#timers.set(`${id} ${timer}`, setTimeout(fire, after).unref());
  }

  #pair(id: string, room: Room | undefined): void {
    for (const connection of this.#pairs.get(id) ?? []) connection.partner = undefined;
    this.#pairs.delete(id);
    const pair = room && pairOf(room);
    const host = pair && this.#options.connections.get(pair.host);
    const guest = pair && this.#options.connections.get(pair.guest);
    if (!pair || !host || !guest || host.isOver || guest.isOver) return;
    host.partner = { to: guest, p: pair.p, head: '2["frame",{"b":"' };
    guest.partner = { to: host, p: undefined, head: `2["frame",{"p":${pair.p},"b":"` };
    this.#pairs.set(id, [host, guest]);
  }
}
