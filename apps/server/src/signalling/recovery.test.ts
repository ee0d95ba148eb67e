import { LIMITS } from "@onecall/protocol";
import { describe, expect, test } from "vitest";
import { Device, knock, newIdentity, opaque } from "../../testing/device.ts";
import { newWorld, startServer, type World } from "../../testing/world.ts";
import { complete } from "../config/parse.ts";
import { createLimits } from "./limits.ts";

/** A call whose server was killed, and the one that was started in its place: it knows of nothing. */
const restarted = async () => {
  const before = await newWorld();
  const { identity } = await before.call(await before.host());
  const after: World = { ...(await newWorld()), room: before.room };
  const rejoin = async (role: "host" | "guest") => {
    const device = new Device(after.server.ports.http);
    const answer = await device.join(before.room, role, role === "host" ? before.room.host : identity);
    return { device, answer };
  };
  return { room: before.room, identity, rejoin };
};

/** Frames reach the other side both ways. */
const talk = async (host: Device, guest: Device, p: number): Promise<void> => {
  const [there, back] = [opaque(299), opaque(43)];
  host.frame({ p, b: there });
  expect(await guest.next("frame")).toEqual({ b: there });
  guest.frame({ b: back });
  expect(await host.next("frame")).toEqual({ p, b: back });
};

const admitted = async (admit: ReturnType<Device["admit"]>): Promise<{ ep: number; p: number }> => {
  const answer = await admit;
  if ("err" in answer) throw new Error(`refused: ${answer.err}`);
  return answer;
};

describe("a server that forgot the room learns it again from the devices", () => {
  test("ADMIT-3, ADMIT-4: the guest is back first", async () => {
    const { room, identity, rejoin } = await restarted();
    const { device: guest, answer } = await rejoin("guest");
    expect(answer).toMatchObject({ seat: "lobby", host: "away" });
    const { device: host } = await rejoin("host");
    const { p } = await admitted(host.admit(room, identity, 0));
    expect(await guest.next("admitted")).toEqual({ ep: 1 });
    await talk(host, guest, p);
    expect(host.all("peer")).toEqual([]); // The answer told what there is to know.
  });

  test("ADMIT-3, ADMIT-4, GRACE-2: the host is back first", async () => {
    const { room, identity, rejoin } = await restarted();
    const { device: host, answer } = await rejoin("host");
    expect(answer).toEqual({ ok: true, seat: "host", peer: false, ep: 0, waiting: 0 });
    const { p } = await admitted(host.admit(room, identity, 0));
    const { device: guest, answer: seated } = await rejoin("guest");
    expect(seated).toEqual({ ok: true, seat: "guest", peer: true, ep: 2 });
    expect(await host.next("peer")).toEqual({ s: "on", ep: 2, p });
    await talk(host, guest, p);
  });

  test("ADMIT-4, KNOCK-3: the guest's page is a new one and knocks before the host is back", async () => {
    const { room, identity, rejoin } = await restarted();
    const { device: guest } = await rejoin("guest");
    const b = knock();
    expect(await guest.request("knock", { b })).toEqual({ ok: true, place: 0 });
    const { device: host, answer } = await rejoin("host");
    expect(answer).toMatchObject({ waiting: 1 });
    const { p } = await host.next("knock");
    expect(await admitted(host.admit(room, identity, 0))).toEqual({ ok: true, ep: 1, p, peer: true });
    expect(await guest.next("admitted")).toEqual({ ep: 1 });
    expect(await host.next("queue")).toEqual({ n: 0 });
    await talk(host, guest, p);
  });

  test("ADMIT-4, SEAT-5: a stranger who knocked first does not get the seat, and keeps its place", async () => {
    const { room, identity, rejoin } = await restarted();
    const stranger = (await rejoin("guest")).device; // Only to have the room's port; joined with the guest's key.
    const { device: host } = await rejoin("host");
    const other = new Device(stranger.port);
    await other.join(room, "guest", await newIdentity());
    await other.request("knock", { b: knock() });
    await host.next("knock");
    const { p } = await admitted(host.admit(room, identity, 0));
    await talk(host, stranger, p);
    await expect.poll(() => other.all("lobby").at(-1)).toEqual({ host: "busy", place: 0 });
    expect(other.all("frame")).toEqual([]);
  });

  test("GRACE-1, ADMIT-3: a guest that was lost for longer than its grace is seated again before it is back", async () => {
    const world = await newWorld({ seatGrace: 0.05 });
    const host = await world.host();
    const { device, identity, p } = await world.call(host);
    device.drop();
    await host.next("peer");
    expect(await host.next("peer")).toEqual({ s: "lost", ep: 2, p });
    expect(await admitted(host.admit(world.room, identity, 2))).toEqual({ ok: true, ep: 3, p, peer: false });
    expect(await world.connect().join(world.room, "guest", identity)).toMatchObject({ seat: "guest" });
  });
});

describe("a server that drains", () => {
  test("DRAIN-1, SEAT-4: devices move from one connection to another without the other noticing", async () => {
    const world = await newWorld({ drainTimeout: 600 });
    const host = await world.host();
    const { device: guest, identity, p } = await world.call(host);
    const drained = world.server.drain();
    for (const device of [host, guest]) await device.next("drain");
    const [newHost, newGuest] = [world.connect(), world.connect()];
    expect(await newHost.join(world.room, "host", world.room.host)).toMatchObject({ peer: true, p });
    expect(await newGuest.join(world.room, "guest", identity)).toMatchObject({ seat: "guest", peer: true });
    await talk(newHost, newGuest, p);
    const told = [host, guest, newHost, newGuest].flatMap((device) => device.all("peer"));
    expect(told.map(({ s }) => s)).toEqual(["on", "on"]);
    for (const device of [newHost, newGuest]) device.socket.disconnect();
    await drained;
  });

  test("ADMIT-3, DRAIN-1: a server that drains takes back whom its host's device names", async () => {
    const world = await newWorld({ drainTimeout: 600, seatGrace: 0.05 });
    const host = await world.host();
    const { device: guest, identity } = await world.call(host);
    const drained = world.server.drain();
    guest.drop();
    while ((await host.next("peer")).s !== "lost");
    const { p } = await admitted(host.admit(world.room, identity, 2));
    const back = world.connect();
    expect(await back.join(world.room, "guest", identity)).toMatchObject({ seat: "guest" });
    await talk(host, back, p);
    for (const device of [host, back]) device.socket.disconnect();
    await drained;
  });
});

describe("limits leave room for recovery", () => {
  const ADDRESS = "192.0.2.1";

  test("STRIKE-2: two devices of one address that reconnect every 250 ms for a minute are always let in", () => {
    const limits = createLimits(complete({}));
    for (let now = 0; now < 60_000; now += 250) {
      for (const device of ["host", "guest"]) {
        expect(limits.connections.take(ADDRESS, now)).toBe(0);
        expect(limits.joins.take(ADDRESS, now)).toBe(0);
        // Alone in its room, the host opens it anew each time.
        if (device === "host") expect(limits.rooms.take(ADDRESS, now)).toBe(0);
      }
    }
  });

  test("STRIKE-2: a device that reconnects over and over with default limits keeps its seat", async () => {
    const { limitConnections, limitJoins, limitFailedProofs, limitRooms, limitFrames } = complete({});
    const limits = { limitConnections, limitJoins, limitFailedProofs, limitRooms, limitFrames };
    const world = await newWorld(limits);
    const host = await world.host();
    const { identity, p } = await world.call(host);
    for (let i = 0; i < 200; i++) {
      const device = new Device(world.server.ports.http);
      expect(await device.join(world.room, "guest", identity)).toMatchObject({ seat: "guest" });
      device.drop();
    }
    const { device } = await world.guest(identity);
    await talk(host, device, p);
  }, 20_000);

  test("FRAME-7, STRIKE-2: all frames a device may have kept pass at once after its return", async () => {
    const { limitFrames, limitFrameBytes } = complete({});
    const world = await newWorld({ limitFrames, limitFrameBytes });
    const host = await world.host();
    const { device: guest } = await world.call(host);
    const size = LIMITS.unackedBytes / LIMITS.unackedFrames;
    for (let i = 0; i < LIMITS.unackedFrames; i++) guest.frame({ b: opaque(size) });
    for (let i = 0; i < LIMITS.unackedFrames; i++) await host.next("frame");
    expect(guest.all("err")).toEqual([]);
  });

  test("SEAT-4: a device whose dead connections were not noticed yet has one connection all the same", async () => {
    const { openConnections } = complete({});
    const { ports } = await startServer({ openConnections });
    const { room } = await newWorld();
    const devices: Device[] = [];
    for (let i = 0; i < openConnections + 10; i++) {
      const device = new Device(ports.http);
      expect(await device.join(room, "guest", room.host)).toMatchObject({ ok: true });
      devices.push(device);
    }
    await Promise.all(devices.slice(0, -1).map((device) => device.ended()));
    devices.at(-1)?.socket.disconnect();
  }, 20_000);
});
