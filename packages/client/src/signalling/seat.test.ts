import {
  type AckOf,
  exportPublicKey,
  fromBase64url,
  generateIdentity,
  hostKeyHash,
  keyHash,
  random,
  type ServerEventName,
  type ServerPayload,
  toBase64url,
  verifyAdmit,
  verifyJoin,
} from "@onecall/protocol";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { RoomEntry } from "../identity/rooms.ts";
import type { ChannelListener, Connect, ServerEvent } from "./channel.ts";
import { Seat } from "./seat.ts";

const SERVER = new URL("https://call.example/talk/");
const handle = "abcdefgh";

let rooms: Record<"host" | "guest", RoomEntry>;
let guestKey: string;
beforeAll(async () => {
  const [host, guest] = await Promise.all([generateIdentity(), generateIdentity()]);
  const link = { secret: random(16), hostKeyHash: await hostKeyHash(await exportPublicKey(host.publicKey)) };
  const store = {
    persistent: false,
    get: async () => undefined,
    put: async () => {},
    change: async () => {},
  };
  const entry = (role: "host" | "guest", identity: CryptoKeyPair) =>
    new RoomEntry(store, { handle, role, ...link, identity, createdAt: 0, attempts: [] }, SERVER);
  rooms = { host: entry("host", host), guest: entry("guest", guest) };
  guestKey = toBase64url(await exportPublicKey(guest.publicKey));
});

interface Asked {
  readonly event: string;
  readonly payload: Record<string, unknown>;
  /** On the which-th connection, counted from 1. */
  readonly connection: number;
  answer(answer: unknown): void;
}

/** A seat whose connections come and go, and whose questions are answered, when the test says so. */
const world = (role: "host" | "guest" = "guest") => {
  const asked: Asked[] = [];
  const frames: unknown[] = [];
  const told: string[] = [];
  const reconnects: number[] = [];
  const hurries: boolean[] = [];
  let listener: ChannelListener | undefined;
  let connection = 0;
  let closed = 0;
  const connect: Connect = (_, to) => {
    listener = to;
    return {
      send: (event, payload) => {
        frames.push([event, payload]);
        return true;
      },
      request: (event, payload) =>
        new Promise((answer) => {
          // Each test gives the answer of the event it was asked.
          asked.push({ event, payload, connection, answer: answer as (answer: unknown) => void });
        }),
      reconnect: (delay) => reconnects.push(delay),
      hurry: (on) => hurries.push(on),
      close: () => closed++,
    };
  };
  const seat = new Seat(rooms[role], SERVER, connect, {
    onSeated: ({ seat: place, p }) => told.push(`seated ${place}${p === undefined ? "" : ` ${p}`}`),
    onEvent: ({ event }) => told.push(event),
    onSuperseded: () => told.push("superseded"),
    onOffline: () => told.push("offline"),
    onReach: () => told.push(seat.reachesPeer ? "reaches" : "does not reach"),
    onBuild: (build) => told.push(`build ${build}`),
    onRefused: (code) => told.push(code),
    onMalformed: () => told.push("malformed"),
  });
  const event = <E extends ServerEventName>(name: E, payload: ServerPayload<E>) =>
    // The pair is one of the union's; TypeScript does not see it through the two type parameters.
    listener?.onEvent({ event: name, payload } as ServerEvent);
  const hello = (app?: string) => {
    connection++;
    const nonce = toBase64url(random(16));
    event("hello", { v: 1, n: nonce, max: 24_576, ...(app === undefined ? {} : { app }) });
    return nonce;
  };
  const down = () => listener?.onDown();
  /** The question that is asked as number `n`, from 0. */
  const question = (n: number, name: string) =>
    vi.waitFor(() => {
      const found = asked.filter((one) => one.event === name)[n];
      if (!found) throw new Error(`${name} was not asked ${n + 1} times`);
      return found;
    });
  /** Connects and joins; the server answers so. */
  const join = async (answer: Partial<Extract<AckOf<"join">, { ok: true }>> = {}) => {
    const n = asked.filter((one) => one.event === "join").length;
    if (n === 0) seat.open();
    hello();
    (await question(n, "join")).answer({ ok: true, seat: role, peer: false, ep: 0, ...answer });
    await vi.waitFor(() => expect(seat.isJoined).toBe(true));
    await settled();
  };
  return {
    seat,
    asked,
    frames,
    told,
    reconnects,
    hurries,
    event,
    hello,
    down,
    question,
    join,
    closed: () => closed,
    listener: () => listener,
  };
};
const settled = () => new Promise<void>((done) => setImmediate(done));
/** Everything that is signed meanwhile is signed: the slowest thing here is a signature. */
const signed = async (n: number) => {
  for (let i = 0; i < n; i++) await crypto.subtle.digest("SHA-256", new Uint8Array(8)).then(settled);
};

describe("Seat", () => {
  it.each(["host", "guest"] as const)(
    "JOIN-1, JOIN-2: the %s proves its key on every connection, for this server and nonce",
    async (role) => {
      const { seat, hello, question, told, event } = world(role);
      seat.open();
      for (const n of [0, 1]) {
        const nonce = fromBase64url(hello());
        const { payload, answer } = await question(n, "join");
        const { roomId, roomSalt } = await rooms[role].keys();
        expect(payload).toMatchObject({ v: 1, room: toBase64url(roomId), role, host: "call.example" });
        expect(payload["salt"]).toBe(role === "host" ? toBase64url(roomSalt) : undefined);
        const [key, sig] = [fromBase64url(String(payload["key"])), fromBase64url(String(payload["sig"]))];
        expect(await verifyJoin(key, sig, { host: "call.example", nonce, roomId, role })).toBe(true);
        answer({ ok: true, seat: role, peer: true, ep: n, ...(role === "host" ? { p: 4 } : {}) });
        await settled();
      }
      event("lobby", { host: "here" });
      const seated = role === "host" ? "seated host 4" : "seated guest";
      expect(told).toEqual(["reaches", seated, seated, "lobby"]);
    },
  );

  it("JOIN-1: a hello whose connection broke while the join was signed is not answered on the next one", async () => {
    const { seat, hello, down, asked, question } = world();
    seat.open();
    hello();
    down();
    await signed(20);
    expect(asked).toEqual([]);
    const nonce = fromBase64url(hello());
    const { payload } = await question(0, "join");
    const { roomId } = await rooms.guest.keys();
    const proof = { host: "call.example", nonce, roomId, role: "guest" } as const;
    const [key, sig] = [fromBase64url(String(payload["key"])), fromBase64url(String(payload["sig"]))];
    expect(await verifyJoin(key, sig, proof)).toBe(true);
  });

  it("JOIN-1: of two hellos that come while the first is signed, the second is answered, once", async () => {
    const { seat, hello, asked, question } = world();
    seat.open();
    hello();
    hello();
    expect((await question(0, "join")).connection).toBe(2);
    await signed(20);
    expect(asked).toHaveLength(1);
  });

  it("an answer to a join of a connection that broke meanwhile gives no place", async () => {
    const { seat, hello, down, question, told } = world();
    seat.open();
    hello();
    const { answer } = await question(0, "join");
    down();
    answer({ ok: true, seat: "guest", peer: true, ep: 1 });
    await settled();
    expect([seat.isJoined, told]).toEqual([false, ["offline"]]);
  });

  it("STRIKE-1: asks for nothing and sends no frame before its place is given back", async () => {
    const { seat, frames, asked, down, hello, question, join } = world();
    seat.open();
    hello();
    seat.frame(random(8));
    expect(await seat.turn()).toBeUndefined();
    expect(await seat.knock(random(8))).toBeUndefined();
    expect(await seat.admit(toBase64url(random(65)))).toBeUndefined();
    seat.dismiss(7, undefined);
    seat.withdraw();
    await question(0, "join");
    expect(asked.map(({ event }) => event)).toEqual(["join"]);
    down();
    await join();
    seat.frame(new Uint8Array([1, 2, 3]), 7);
    seat.frame(new Uint8Array([4]));
    expect(frames).toEqual([
      ["frame", { p: 7, b: "AQID" }],
      ["frame", { b: "BA" }],
    ]);
    void seat.turn(7);
    expect(asked.at(-1)).toMatchObject({ event: "turn", payload: { p: 7 } });
    down();
    hello();
    seat.frame(random(8));
    expect(await seat.turn(7)).toBeUndefined();
    expect([frames.length, asked.filter(({ event }) => event === "turn").length]).toEqual([2, 1]);
    (await question(2, "join")).answer({ ok: true, seat: "guest", peer: false, ep: 1 });
    await settled();
    seat.frame(random(8));
    expect(frames).toHaveLength(3);
  });

  it("knows whether the other device can be reached: none, this one only, or both", async () => {
    const { seat, told, event, down, join } = world();
    const are = () => [seat.isJoined, seat.reachesPeer];
    expect(are()).toEqual([false, false]);
    await join({ peer: false });
    expect(are()).toEqual([true, false]);
    event("peer", { s: "on", ep: 1 });
    expect(are()).toEqual([true, true]);
    event("peer", { s: "off", ep: 1 });
    expect(are()).toEqual([true, false]);
    event("peer", { s: "on", ep: 2 });
    event("peer", { s: "lost", ep: 3 });
    expect(are()).toEqual([true, false]);
    event("admitted", { ep: 4 });
    expect(are()).toEqual([true, true]);
    down();
    expect(are()).toEqual([false, false]);
    await join({ peer: true });
    expect(are()).toEqual([true, true]);
    seat.close();
    expect(are()).toEqual([false, false]);
    expect(told).toContain("offline");
  });

  it("RELAY-1: who is in the lobby reaches nobody yet", async () => {
    const { seat, join } = world();
    await join({ seat: "lobby", peer: true });
    expect([seat.isJoined, seat.reachesPeer]).toEqual([true, false]);
  });

  it("REJOIN-5: each return of the other device is told, also when nobody noticed that it was gone", async () => {
    const { told, event, join } = world();
    await join({ peer: true });
    event("peer", { s: "on", ep: 1 });
    event("peer", { s: "on", ep: 2 });
    expect(told.filter((said) => said === "reaches")).toHaveLength(3);
  });

  it("ADMIT-1, ADMIT-2: admits a key for the epoch of its latest event, and tries again when that moved", async () => {
    const { seat, event, question, join } = world("host");
    await join({ ep: 3 });
    event("peer", { s: "off", ep: 5 });
    event("peer", { s: "left", ep: 4 });
    const admitting = seat.admit(guestKey);
    const { roomId } = await rooms.host.keys();
    const key = await keyHash(fromBase64url(guestKey));
    const host = await exportPublicKey(rooms.host.record.identity.publicKey);
    const check = async (n: number, ep: number) => {
      const { payload, answer } = await question(n, "admit");
      expect(payload).toMatchObject({ key: toBase64url(key), ep });
      expect(await verifyAdmit(host, fromBase64url(String(payload["sig"])), { roomId, key, ep })).toBe(true);
      return answer;
    };
    const first = await check(0, 5);
    event("peer", { s: "left", ep: 6 });
    first({ err: "stale" });
    (await check(1, 6))({ ok: true, ep: 7, p: 12, peer: true });
    expect(await admitting).toBe(12);
    expect(seat.reachesPeer).toBe(true);
  });

  it("ADMIT-3, ADMIT-4: a guest that is seated and not there is not reached", async () => {
    const { seat, question, join } = world("host");
    await join();
    const admitting = seat.admit(guestKey);
    (await question(0, "admit")).answer({ ok: true, ep: 1, p: 2, peer: false });
    expect(await admitting).toBe(2);
    expect(seat.reachesPeer).toBe(false);
  });

  it("LEAVE-1: who leaves before it has its place takes the one that may be kept for it, and gives it up", async () => {
    const { seat, hello, question, told, closed } = world();
    seat.open();
    await seat.leave(Promise.resolve());
    hello();
    (await question(0, "join")).answer({ ok: true, seat: "guest", peer: true, ep: 1 });
    (await question(0, "leave")).answer({ ok: true });
    await vi.waitFor(() => expect(closed()).toBe(1));
    expect(told).toEqual([]);
  });

  it("LEAVE-1: a server that is not there is not waited for, nor is one that is asked while the person comes back", async () => {
    const gone = world();
    gone.seat.open();
    await gone.seat.leave(Promise.resolve());
    gone.down();
    expect(gone.closed()).toBe(1);
    const back = world();
    back.seat.open();
    await back.seat.leave(Promise.resolve());
    back.seat.open();
    expect(back.closed()).toBe(1);
  });

  it("ADMIT-2: gives up after three epochs that moved, and at once for anything else", async () => {
    const { seat, question, asked, join } = world("host");
    await join();
    const admitting = seat.admit(guestKey);
    for (let n = 0; n < 3; n++) (await question(n, "admit")).answer({ err: "stale" });
    expect(await admitting).toBeUndefined();
    const again = seat.admit(guestKey);
    (await question(3, "admit")).answer({ err: "closed" });
    expect(await again).toBeUndefined();
    const lost = seat.admit(guestKey);
    (await question(4, "admit")).answer(undefined);
    expect(await lost).toBeUndefined();
    expect(asked.filter(({ event }) => event === "admit")).toHaveLength(5);
  });

  it.each([
    ["rate", { err: "rate", retry: 9_000 }, 9_000],
    ["a server that stops", { err: "drain" }, 3_000],
    ["a join that came too late", { err: "closed" }, 3_000],
  ])("STRIKE-2, DRAIN-1: %s: joins again later", async (_, refusal, delay) => {
    const { seat, hello, question, reconnects, told } = world();
    seat.open();
    hello();
    (await question(0, "join")).answer(refusal);
    await settled();
    expect([reconnects, told]).toEqual([[delay], []]);
  });

  it.each(["auth", "busy", "bad"])("ERR-1: %s is told, and not tried again", async (err) => {
    const { seat, hello, question, reconnects, told } = world();
    seat.open();
    hello();
    (await question(0, "join")).answer({ err });
    await settled();
    expect([reconnects, told]).toEqual([[], [`server-${err}`]]);
  });

  it("DRAIN-1: makes a new connection when the server says so", async () => {
    const { event, reconnects, join } = world();
    await join();
    event("drain", { in: 12_345 });
    expect(reconnects).toEqual([12_345]);
  });

  it("SEAT-4: gives way to the same key on a newer connection, for good", async () => {
    const { seat, event, told, join, closed } = world();
    await join();
    event("superseded", {});
    expect([seat.isJoined, closed(), told.at(-1)]).toEqual([false, 1, "superseded"]);
    const { length } = told;
    event("peer", { s: "on", ep: 9 });
    expect(told).toHaveLength(length);
  });

  it("EV-5: tells the build the server serves, on each connection", async () => {
    const { seat, hello, told } = world();
    seat.open();
    hello("1.2.3");
    hello();
    hello("1.2.4");
    expect(told).toEqual(["build 1.2.3", "build 1.2.4"]);
  });

  it("EV-3: what is malformed is told once", async () => {
    const { told, join, listener } = world();
    await join();
    listener()?.onMalformed();
    listener()?.onMalformed();
    expect(told.filter((said) => said === "malformed")).toHaveLength(1);
  });

  it("hurries the connection that is there and the one that comes", async () => {
    const { seat, hurries } = world();
    seat.hurry(true);
    expect(hurries).toEqual([]);
    seat.open();
    seat.hurry(false);
    expect(hurries).toEqual([true, false]);
  });

  it("EV-6: asks whether the connection is alive when a call begins to need it, if it has its place", async () => {
    const { seat, asked, join } = world();
    const alive = () => asked.filter(({ event }) => event === "alive").length;
    seat.check();
    seat.hurry(true);
    seat.hurry(false);
    await join();
    expect(alive()).toBe(0);
    seat.hurry(true);
    seat.hurry(true);
    expect(alive()).toBe(1);
    seat.check();
    expect(alive()).toBe(2);
  });

  it("LEAVE-1: the last words still go out by the connection that is left, before the seat is given up", async () => {
    const { seat, frames, question, join, closed, told } = world();
    await join({ peer: true });
    let said = () => {};
    const farewell = new Promise<void>((done) => {
      said = done;
    });
    const leaving = seat.leave(farewell);
    expect([seat.isJoined, told.at(-1)]).toEqual([false, "does not reach"]);
    seat.frame(new Uint8Array([4]));
    expect(frames).toHaveLength(1);
    said();
    const { answer } = await question(0, "leave");
    expect(closed()).toBe(0);
    seat.frame(new Uint8Array([5]));
    expect(frames).toHaveLength(1);
    answer({ ok: true });
    await leaving;
    expect(closed()).toBe(1);
  });
});
