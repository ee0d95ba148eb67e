import type { AckOf, Bytes } from "@onecall/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { browserEnvironment } from "../environment.ts";
import { openRooms, RoomEntry } from "../identity/rooms.ts";
import { proofOfClick } from "../peer/consent.ts";
import type { HostSession } from "../session/host-session.ts";
import type { Session } from "../session/session.ts";
import { Sessions } from "./sessions.ts";

type Answer = AckOf<"turn"> | undefined;
const told = (url: string): Answer => ({ ok: true, ttl: 600, servers: [{ urls: [url] }] });
const silence = new Promise<Answer>(() => {});
const made: Sessions[] = [];
afterEach(() => {
  for (const sessions of made.splice(0)) sessions.dropAll(Promise.resolve());
});

const entry = (room: unknown): RoomEntry => {
  if (!(room instanceof RoomEntry)) throw new Error("not a room of this SDK");
  return room;
};

/** One side's sessions over a wire of the test's, and what it asked the server for. */
const side = (room: RoomEntry, frame: (bytes: Bytes, handle?: number) => void) => {
  const asked: (number | undefined)[] = [];
  const proven: Session[] = [];
  const accepted: Session[] = [];
  const answers: (Answer | Promise<Answer>)[] = [];
  const nothing = () => {};
  const sessions = new Sessions({
    environment: browserEnvironment(),
    room,
    allowLoopback: true,
    serverIsNear: true,
    tracks: () => ({ microphone: null, camera: null, screen: null, screenSound: null }),
    hideAddress: () => false,
    turn: async (handle) => {
      asked.push(handle);
      return answers.shift();
    },
    frame,
    canSignal: () => true,
    listener: {
      onProven: (session) => proven.push(session),
      onAccepted: (session) => accepted.push(session),
      onDenied: nothing,
      onBye: nothing,
      onConnection: nothing,
      onLink: nothing,
      onTrack: nothing,
      onMedia: nothing,
      onControlOpen: nothing,
      onTheirLine: nothing,
      onLine: nothing,
      onPicture: nothing,
      onStuck: nothing,
      onPath: nothing,
      onTrouble: nothing,
      onFailed: (_, code) => expect.fail(code),
    },
  });
  made.push(sessions);
  return { sessions, asked, answers, proven, accepted };
};

/** Two devices and a server between them, which knows the guest by `handle` and refuses what is for another one. */
const devices = async (handle: number) => {
  const base = "https://call.example/";
  const hostRoom = entry(await (await openRooms({ base })).create());
  // A device that did not make the link: one without the host's storage.
  const open = vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("refused", "SecurityError");
  });
  const guestRoom = entry(await (await openRooms({ base })).open(hostRoom.link));
  open.mockRestore();
  /** `loses` counts the messages to that device that do not arrive; `passed` holds those that do. */
  const server = { handle, loses: { host: 0, guest: 0 }, passed: { host: 0, guest: 0 } };
  const passes = (to: "host" | "guest") => {
    if (server.loses[to]-- > 0) return false;
    server.passed[to]++;
    return true;
  };
  const host = side(hostRoom, (bytes, to) => {
    if (to === server.handle && passes("guest")) guest.sessions.receive(bytes);
  });
  const guest = side(guestRoom, (bytes) => {
    if (passes("host")) host.sessions.receive(bytes);
  });
  const knock = async () => {
    const bytes = await guest.sessions.knock("Ada");
    if (!bytes) throw new Error("no knock was made");
    return bytes;
  };
  /** The host person's yes. */
  const accept = () => {
    const session = host.proven.at(-1);
    if (isHosts(session)) session.accept(proofOfClick(session.sid), "0011223344556677", "Host");
  };
  const bothProven = (times = 1) =>
    vi.waitFor(() => expect([host.proven, guest.proven].map((all) => all.length)).toEqual([times, times]), {
      timeout: 10_000,
    });
  return { server, host, guest, knock, accept, bothProven };
};
const isHosts = (session: Session | undefined): session is HostSession => session?.role === "host";
const serversOf = ({ current }: Sessions) =>
  current?.connection?.getConfiguration().iceServers?.flatMap(({ urls }) => urls);

/** A host with a session in use and one that is to replace it. */
const replacing = async () => {
  const { host, guest, knock, accept, bothProven } = await devices(1);
  await host.sessions.answer(await knock(), 1);
  await bothProven();
  accept();
  await vi.waitFor(() => expect(guest.accepted).toHaveLength(1), { timeout: 10_000 });
  await host.sessions.answer(await knock(), 1);
  await bothProven(2);
  const [first, second] = host.proven;
  if (!first || !second) throw new Error("no session was proven");
  expect([host.sessions.current, host.sessions.newest]).toEqual([first, second]);
  return { host, first, second };
};

const connectionOf = ({ connection }: Session): RTCPeerConnection => {
  if (!connection) throw new Error("the session has no connection");
  return connection;
};

/** Counters of a connection whose picture is on its way, and decoded so often. */
const pictures = (framesDecoded: number): RTCStatsReport =>
  new Map([["video", { type: "inbound-rtp", kind: "video", packetsReceived: 9, framesDecoded }]]);

describe("Sessions", () => {
  it("ADMIT-4: a guest whom a restarted server knows by another handle is reached by it, and its servers are asked for", async () => {
    const { server, host, guest, knock, accept, bothProven } = await devices(1);
    host.answers.push(told("stun:before.example"), told("stun:after.example"));
    await host.sessions.answer(await knock(), 1);
    await bothProven();
    server.handle = 9;
    host.sessions.guestIs(9);
    host.sessions.guestIs(9);
    expect(host.asked).toEqual([1, 9]);
    accept();
    await vi.waitFor(() => expect(guest.accepted).toHaveLength(1));
    await vi.waitFor(() => expect(serversOf(host.sessions)).toEqual(["stun:after.example"]));
  });

  it("a knock that is handed over anew, under another handle, is not answered twice but followed", async () => {
    const { server, host, guest, knock, accept, bothProven } = await devices(1);
    const bytes = await knock();
    await host.sessions.answer(bytes, 1);
    await bothProven();
    server.handle = 4;
    await host.sessions.answer(bytes, 4);
    accept();
    await vi.waitFor(() => expect(guest.accepted).toHaveLength(1));
    expect(host.proven).toHaveLength(1);
    expect(host.asked).toEqual([1, 4]);
  });

  it.each(["guest", "host"] as const)(
    "HS-11: a handshake whose message to the %s was lost goes on when the same knock is handed over again",
    async (to) => {
      const { server, host, guest, knock, bothProven } = await devices(1);
      server.loses[to] = 1;
      const bytes = await knock();
      await host.sessions.answer(bytes, 1);
      await vi.waitFor(() => expect(server.loses[to]).toBe(0));
      expect(server.passed.host).toBe(0);
      await host.sessions.answer(bytes, 1);
      await bothProven();
      // A REVEAL that comes twice is the same one, and is answered once.
      await host.sessions.answer(bytes, 1);
      expect([host.proven.length, guest.proven.length, server.passed.host]).toEqual([1, 1, 1]);
    },
  );

  it("HS-11: what comes behind a FIN that was lost does not count as heard, so the guest knocks anew", async () => {
    const { host, guest, knock } = await devices(1);
    const pass = guest.sessions.receive.bind(guest.sessions);
    const receive = vi.spyOn(guest.sessions, "receive");
    // HELLO, and then the FIN.
    receive.mockImplementationOnce(pass).mockImplementationOnce(() => "taken");
    await host.sessions.answer(await knock(), 1);
    await vi.waitFor(() => expect(host.proven).toHaveLength(1));
    const before = receive.mock.calls.length;
    host.proven[0]?.sync();
    await vi.waitFor(() => expect(receive.mock.calls.length).toBeGreaterThan(before));
    // Behind everything that came.
    await guest.sessions.newest?.flush();
    expect([guest.sessions.newest?.heard, guest.proven.length]).toEqual([1, 0]);
  });

  it("ICE-4: a guest whose question was lost with its connection has servers once it is let in", async () => {
    const { host, guest, knock, accept, bothProven } = await devices(1);
    guest.answers.push(undefined, told("stun:call.example"));
    await host.sessions.answer(await knock(), 1);
    await bothProven();
    expect(serversOf(guest.sessions)).toEqual([]);
    accept();
    await vi.waitFor(() => expect(serversOf(guest.sessions)).toEqual(["stun:call.example"]));
    expect(guest.asked).toHaveLength(2);
  });

  it("ICE-2: no connection is made with the servers of the handshake before", async () => {
    const { host, guest, knock, bothProven } = await devices(1);
    host.answers.push(told("stun:before.example"), silence);
    await host.sessions.answer(await knock(), 1);
    await bothProven();
    expect(serversOf(host.sessions)).toEqual(["stun:before.example"]);
    await host.sessions.answer(await knock(), 1);
    await bothProven(2);
    expect(serversOf(host.sessions)).toEqual([]);
    expect(guest.asked).toHaveLength(2);
  });

  it("FRAME-6: what was lost is asked for in the session in use and in the one that is to replace it", async () => {
    const { host, first, second } = await replacing();
    const synced = [first, second].map((session) => vi.spyOn(session, "sync"));
    host.sessions.sync();
    expect(synced.map((spy) => spy.mock.calls.length)).toEqual([1, 1]);
  });

  it("REJOIN-4: a new connection takes over once it shows a picture, and the old one is closed then, not before", async () => {
    const { host, first, second } = await replacing();
    const stats = vi.spyOn(connectionOf(second), "getStats").mockResolvedValue(pictures(0));
    let used = 0;
    const promoting = host.sessions.promote(second, () => used++);
    await vi.waitFor(() => expect(stats.mock.calls.length).toBeGreaterThan(3));
    expect([used, host.sessions.current, connectionOf(first).signalingState === "closed"]).toEqual([
      0,
      first,
      false,
    ]);
    stats.mockResolvedValue(pictures(1));
    await promoting;
    expect([used, host.sessions.current, connectionOf(first).signalingState]).toEqual([1, second, "closed"]);
    await host.sessions.promote(second, () => used++);
    expect(used).toBe(2);
  });

  it("REJOIN-4: it takes over all the same when no picture comes within 1.5 s", async () => {
    const { host, second } = await replacing();
    vi.spyOn(connectionOf(second), "getStats").mockResolvedValue(pictures(0));
    const since = performance.now();
    await host.sessions.promote(second, () => {});
    expect(performance.now() - since).toBeGreaterThanOrEqual(1_400);
    expect(host.sessions.current).toBe(second);
  });

  it("REJOIN-4: one that was thrown away meanwhile takes over nothing", async () => {
    const { host, first, second } = await replacing();
    vi.spyOn(connectionOf(second), "getStats").mockResolvedValue(pictures(0));
    let used = 0;
    const promoting = host.sessions.promote(second, () => used++);
    host.sessions.drop(second);
    await promoting;
    expect([used, host.sessions.current]).toEqual([0, first]);
  });
});
