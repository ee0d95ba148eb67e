import { LIMITS } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostState, pairOf, type Room } from "./room.ts";
import { KNOCK_BYTES, REMEMBERED, type RoomRules } from "./rules.ts";
import type { Input, Output, Step } from "./step.ts";
import { transition } from "./transition.ts";

const RULES: RoomRules = { seatGrace: 120_000, placeGrace: 30_000, knockWait: 600_000 };
const KNOCK = "K".repeat(88);
/** Frames of 43 B, 1 kB and 16 kB: some mixes break the byte gate, others the message gate. */
const FRAMES = ["f".repeat(58), "g".repeat(1_423), "h".repeat(21_903)];
const KEYS = ["alice", "bob", "carol"];

/** What the test believes of one knock, counted from the outside only. */
interface Relayed {
  messages: number;
  bytes: number;
}

/** A room with its connections, as a server would see them. */
class World {
  room: Room | undefined;
  #next = 0;
  readonly open = new Map<string, { role: "host" | "guest"; key: string }>();
  readonly timers = new Set<string>();
  readonly handles = new Map<string, number>();
  /** Messages relayed for the knock the host has, by handle. */
  readonly relayed = new Map<number, Relayed>();
  /** What the TURN server was told last, by call. */
  readonly relays = new Map<number, Output["do"]>();
  at = 0;

  run(input: Input): Step {
    const step = transition(this.room, input, RULES);
    this.room = step.room;
    for (const output of step.outputs) this.#execute(output);
    return step;
  }

  connect(role: "host" | "guest", key: string): void {
    const conn = `c${++this.#next}`;
    const isTakeOver = [...this.open.values()].some((device) => device.role === role && device.key === key);
    this.open.set(conn, { role, key });
    // SPEC SEAT-4: the newer connection has a count of its own.
    const p = this.#handleOf(key);
    if (isTakeOver && p !== undefined) this.relayed.set(p, { messages: 1, bytes: KNOCK_BYTES });
    const { answer } = this.run(
      role === "host" ? { type: "join-host", conn } : { type: "join-guest", conn, key },
    );
    if (answer && "err" in answer) this.open.delete(conn);
  }

  #handleOf(key: string): number | undefined {
    for (const guest of this.room?.guests.values() ?? []) if (guest.key === key) return guest.p;
    return undefined;
  }

  #execute(output: Output): void {
    switch (output.do) {
      case "arm":
        if (this.timers.has(output.timer)) throw new Error("armed twice");
        this.timers.add(output.timer);
        break;
      case "disarm":
        if (!this.timers.delete(output.timer)) throw new Error("disarmed what was not armed");
        break;
      case "close":
        this.open.delete(output.conn);
        break;
      case "send":
        if (!this.open.has(output.to)) throw new Error(`${output.event} to a closed connection`);
        this.#watch(output.to, output.event, output.payload as { p?: number; b?: string });
        break;
      case "open-relay":
        if (this.relays.get(output.call) === "open-relay") throw new Error("relay opened twice");
        this.relays.set(output.call, output.do);
        break;
      case "close-relay":
      case "release-relay":
        this.relays.set(output.call, output.do);
        break;
      case "drop":
      case "log":
        break;
    }
  }

  #watch(to: string, event: string, payload: { p?: number; b?: string }): void {
    const device = this.open.get(to);
    if (event === "knock" && payload.p !== undefined && device?.role === "host") {
      this.relayed.set(payload.p, { messages: 1, bytes: KNOCK_BYTES });
    }
    if (event === "frame") this.#countFrame(device, payload.p, payload.b ?? "");
  }

  #countFrame(device: { role: string; key: string } | undefined, p: number | undefined, b: string): void {
    const room = this.room;
    const guest = device?.role === "host" ? p : this.#handleOf(device?.key ?? "");
    if (guest === undefined || room?.seat?.p === guest) return;
    const count = this.relayed.get(guest);
    if (!count || room?.queue[0]?.p !== guest) throw new Error("frame of someone who is not the front");
    count.messages += 1;
    count.bytes += Math.floor((b.length * 3) / 4);
    if (count.messages > LIMITS.preAdmitMessages) throw new Error("gate: messages");
    if (count.bytes > LIMITS.preAdmitBytes) throw new Error("gate: bytes");
  }
}

const pick = <T>(list: readonly T[], at: number): T | undefined =>
  list.length ? list[at % list.length] : undefined;

/** One random step: what is done, by or to whom is up to `x` and `y`. */
type Act = (world: World, x: number, y: number) => void;

const connOf = (world: World, x: number): string => pick([...world.open.keys()], x) ?? "nobody";
const hostOf = (world: World): string =>
  [...world.open.keys()].find((id) => world.open.get(id)?.role === "host") ?? "nobody";
const handle = (y: number): number => (y % 6) + 1;

const joinGuest: Act = (world, x) => world.connect("guest", KEYS[x % KEYS.length] ?? "");
const knock: Act = (world, x) => {
  world.run({ type: "knock", conn: connOf(world, x), b: KNOCK, at: world.at });
};
const frameToGuest: Act = (world, x, y) => {
  world.run({ type: "frame", conn: hostOf(world), p: handle(y), b: FRAMES[x % 3] ?? "" });
};

const ACTS: readonly Act[] = [
  (world) => world.connect("host", "host"),
  joinGuest,
  joinGuest,
  knock,
  knock,
  frameToGuest,
  frameToGuest,
  (world, x, y) => {
    world.run({ type: "frame", conn: connOf(world, x), b: FRAMES[y % 3] ?? "" });
  },
  (world, x, y) => {
    const ep = (world.room?.ep ?? 0) + (y % 4 ? 0 : 1);
    world.run({ type: "admit", conn: y % 5 ? hostOf(world) : connOf(world, x), key: KEYS[x % 3] ?? "", ep });
  },
  (world, x, y) => {
    const conn = y % 5 ? hostOf(world) : connOf(world, x);
    world.run({ type: "dismiss", conn, p: handle(y), at: world.at });
  },
  (world, x) => {
    const conn = connOf(world, x);
    if (conn !== "nobody") world.run({ type: "leave", conn });
  },
  (world, x) => {
    const conn = connOf(world, x);
    if (world.open.delete(conn)) world.run({ type: "lost", conn });
  },
  (world, x) => {
    const id = pick([...world.timers], x) ?? "none";
    if (world.timers.delete(id)) world.run({ type: "timer", id });
  },
];

/** Three bytes are one step; `after` sees the room before it. */
const play = (bytes: Uint8Array, after: (world: World, before: Room | undefined) => void): World => {
  const world = new World();
  for (let i = 0; i + 2 < bytes.length; i += 3) {
    const before = world.room;
    world.at += 1 + ((bytes[i + 1] ?? 0) % 7) * 5_000;
    ACTS[(bytes[i] ?? 0) % ACTS.length]?.(world, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0);
    after(world, before);
  }
  return world;
};

const broken = (promise: string, holds: boolean): void => {
  if (!holds) throw new Error(promise);
};

const relays = (world: World): void => {
  const open = [...world.relays].filter(([, told]) => told === "open-relay").map(([call]) => call);
  const { seat } = world.room ?? {};
  broken("exactly the call of the guest seat may relay", open.join() === (seat ? `${seat.call}` : ""));
  const told = world.room?.queue.map(({ serial }) => world.relays.get(serial)) ?? [];
  broken(
    "a knock is a call nobody was told of",
    told.every((word) => word === undefined),
  );
};

const forgotten = (world: World): void => {
  world.relays.clear();
  broken("a forgotten room leaves no timer", world.timers.size === 0);
  broken("a room with a socket is not forgotten", world.open.size === 0);
  world.handles.clear();
};

const connections = (world: World, room: Room): void => {
  const conns = [...room.guests.values()].flatMap(({ conn }) => conn ?? []);
  if (room.host.at === "on") conns.push(room.host.conn);
  broken("a connection is in one place", new Set(conns).size === conns.length);
  broken(
    "a closed connection holds nothing",
    conns.every((conn) => world.open.has(conn)),
  );
  broken("an open connection holds something", world.open.size === conns.length);
};

const guests = (world: World, room: Room): void => {
  for (const guest of room.guests.values()) {
    broken("a handle stays", (world.handles.get(guest.key) ?? guest.p) === guest.p);
    world.handles.set(guest.key, guest.p);
    const isInLobby = guest.conn !== undefined && room.seat?.p !== guest.p;
    broken("the lobby was told", !isInLobby || guest.told?.host === hostState(room));
  }
};

const seats = (room: Room, before: Room | undefined): void => {
  const queued = room.queue.map(({ p }) => p);
  broken("a key waits once", new Set(queued).size === queued.length);
  broken("at most 20 wait", queued.length <= LIMITS.lobbyKnocks);
  broken("seated guests do not wait", !room.seat || !queued.includes(room.seat.p));
  const front = room.host.at === "on" && !room.seat ? queued[0] : undefined;
  broken("the front and only it is handed to the host", room.open?.p === front);
  broken("the host was told", room.host.at !== "on" || room.host.told === queued.length);
  if (!before) return;
  broken("the epoch never goes back", room.ep >= before.ep);
  broken("another guest, another epoch", before.seat?.p === room.seat?.p || room.ep > before.ep);
};

/** The promises that hold between any two inputs. */
const check = (world: World, before: Room | undefined): void => {
  const room = world.room;
  relays(world);
  if (!room) {
    forgotten(world);
    return;
  }
  connections(world, room);
  guests(world, room);
  seats(room, before);
  broken("the room knows its timers", room.timers.size === world.timers.size);
  const pair = pairOf(room);
  broken("frames pass unseen only between the seats", !pair || pair.p === room.seat?.p);
};

describe("room", () => {
  test("SEAT-1..5, KNOCK-3, RELAY-1, GATE-1, ICE-3: invariants hold in 10^5 random sequences", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90, size: "max" }), (bytes) => {
        play(bytes, check);
      }),
      { numRuns: 100_000 },
    );
  }, 60_000);

  test("ROOM-1: is forgotten when all have left, whatever happened before", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90, size: "max" }), (bytes) => {
        const world = play(bytes, () => undefined);
        for (const conn of [...world.open.keys()]) {
          if (world.open.delete(conn)) world.run({ type: "lost", conn });
        }
        for (let [id] = world.timers; id !== undefined; [id] = world.timers) {
          world.timers.delete(id);
          world.run({ type: "timer", id });
        }
        expect(world.room).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test("KNOCK-8: each dismissal from the queue makes the next wait longer, admission forgives", () => {
    const world = new World();
    world.connect("host", "host");
    world.connect("guest", "alice");
    const [host = "", guest = ""] = [...world.open.keys()];
    const knockAt = (at: number) => world.run({ type: "knock", conn: guest, b: KNOCK, at }).answer;
    const dismissAt = (at: number) => world.run({ type: "dismiss", conn: host, p: 1, at });
    let at = 0;
    for (const wait of [30_000, 120_000, 600_000, 3_600_000, 3_600_000]) {
      expect(knockAt(at)).toEqual({ ok: true, place: 0 });
      dismissAt(at);
      expect(knockAt(at + wait - 1)).toEqual({ err: "rate", retry: 1 });
      at += wait;
    }
    world.run({ type: "admit", conn: host, key: "alice", ep: 0 });
    dismissAt(at);
    expect(knockAt(at)).toEqual({ ok: true, place: 0 });
    dismissAt(at);
    expect(knockAt(at)).toEqual({ err: "rate", retry: 30_000 });
  });

  test("SEAT-2: handles of devices long gone are forgotten, those in use are not", () => {
    const world = new World();
    world.connect("host", "host");
    world.connect("guest", "alice");
    const host = [...world.open.keys()][0] ?? "";
    world.run({ type: "admit", conn: host, key: "alice", ep: 0 });
    for (let i = 0; i < 1_000; i++) {
      world.connect("guest", `passer-by ${i}`);
      const conn = [...world.open.keys()].at(-1) ?? "";
      world.run({ type: "leave", conn });
    }
    expect(world.room?.guests.size).toBeLessThanOrEqual(REMEMBERED + 2);
    expect(world.room?.guests.get(1)?.key).toBe("alice");
  });
});
