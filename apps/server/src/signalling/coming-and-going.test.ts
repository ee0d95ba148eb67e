import { describe, expect, test } from "vitest";
import { knock, newIdentity, opaque } from "../../testing/device.ts";
import { newWorld } from "../../testing/world.ts";

describe("take-over", () => {
  test("SEAT-4: the newer connection of the guest's key has the seat", async () => {
    const world = await newWorld();
    const host = await world.host();
    const first = await world.call(host);
    const device = world.connect();
    expect(await device.join(world.room, "guest", first.identity)).toEqual({
      ok: true,
      seat: "guest",
      peer: true,
      ep: 2,
    });
    expect(await first.device.next("superseded")).toEqual({});
    expect(await first.device.ended()).not.toBe("");
    expect(await host.next("peer")).toEqual({ s: "on", ep: 2, p: first.p });
    const b = opaque(299);
    host.frame({ p: first.p, b });
    expect(await device.next("frame")).toEqual({ b });
    expect(host.all("peer")).toHaveLength(1); // No `off` for the connection that was replaced.
  });

  test("SEAT-4: the newer connection of the host's key has the seat", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device: guest, p } = await world.call(host);
    const newer = world.connect();
    expect(await newer.join(world.room, "host", world.room.host)).toEqual({
      ok: true,
      seat: "host",
      peer: true,
      ep: 2,
      p,
      waiting: 0,
    });
    expect(await host.next("superseded")).toEqual({});
    await host.ended();
    expect(await guest.next("peer")).toEqual({ s: "on", ep: 2 });
    const b = opaque(299);
    guest.frame({ b });
    expect(await newer.next("frame")).toEqual({ p, b });
  });

  test.each(["host", "guest"] as const)(
    "SEAT-4: a join of the %s's that comes late takes nothing from the connection made since",
    async (role) => {
      const world = await newWorld();
      const host = await world.host();
      const { identity } = await world.call(host);
      const late = world.connect();
      const own = role === "host" ? world.room.host : identity;
      const proof = await late.proof(world.room, role, own);
      const newer = world.connect();
      expect(await newer.join(world.room, role, own)).toMatchObject({ ok: true, seat: role });
      late.request("join", proof).catch(() => undefined);
      expect(await late.next("superseded")).toEqual({});
      expect(await late.ended()).not.toBe("");
      expect(await newer.request("alive", {})).toEqual({ ok: true });
      expect(newer.all("superseded")).toEqual([]);
    },
  );

  test("SEAT-4: keeps the place in the queue", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, identity } = await world.guest();
    await device.request("knock", { b: knock() });
    const { p } = await host.next("knock");
    const newer = await world.guest(identity);
    await device.next("superseded");
    expect(await newer.device.next("lobby")).toEqual({ host: "here", place: 0 });
    const b = opaque(299);
    newer.device.frame({ b });
    expect(await host.next("frame")).toEqual({ p, b });
    expect(host.all("gone")).toEqual([]);
  });
});

describe("leave", () => {
  test("LEAVE-1, LEAVE-3: of the guest frees the seat at once", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, p } = await world.call(host);
    expect(await device.request("leave", {})).toEqual({ ok: true });
    await device.ended();
    expect(await host.next("peer")).toEqual({ s: "left", ep: 2, p });
    const next = await world.guest();
    await next.device.request("knock", { b: knock() });
    expect((await host.next("knock")).p).toBeGreaterThan(p);
  });

  test("LEAVE-2, LEAVE-3: of the host ends the room: the guest is in the lobby, knocks stay", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, ep } = await world.call(host);
    const waiting = await world.guest();
    await waiting.device.request("knock", { b: knock() });
    expect(await host.request("leave", {})).toEqual({ ok: true });
    await host.ended();
    expect(await device.next("peer")).toEqual({ s: "left", ep: ep + 1 });
    await expect.poll(() => device.all("lobby").at(-1)).toEqual({ host: "away" });
    await expect.poll(() => waiting.device.all("lobby").at(-1)).toEqual({ host: "away", place: 0 });
    const back = await world.host();
    await back.next("knock");
  });
});

describe("grace", () => {
  test("GRACE-1, GRACE-2, SEAT-3: a lost guest keeps the seat, the host sees it go and come", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, identity, p } = await world.call(host);
    device.drop();
    expect(await host.next("peer")).toEqual({ s: "off", ep: 1, p });
    const back = world.connect();
    expect(await back.join(world.room, "guest", identity)).toMatchObject({ seat: "guest", ep: 2 });
    expect(await host.next("peer")).toEqual({ s: "on", ep: 2, p });
  });

  test("GRACE-1: ends for the guest after its time", async () => {
    const world = await newWorld({ seatGrace: 0.05 });
    const host = await world.host();
    const { device, identity, p } = await world.call(host);
    device.drop();
    expect(await host.next("peer")).toMatchObject({ s: "off" });
    expect(await host.next("peer")).toEqual({ s: "lost", ep: 2, p });
    expect(await world.connect().join(world.room, "guest", identity)).toMatchObject({ seat: "lobby" });
  });

  test("GRACE-1, GRACE-2: the host's seat waits as long as the room lives", async () => {
    const world = await newWorld({ seatGrace: 0.05 });
    const host = await world.host();
    const { device } = await world.call(host);
    host.drop();
    expect(await device.next("peer")).toEqual({ s: "off", ep: 1 });
    const back = world.connect();
    expect(await back.join(world.room, "host", world.room.host)).toMatchObject({ peer: true, ep: 2 });
    expect(await device.next("peer")).toEqual({ s: "on", ep: 2 });
  });

  test("ROOM-1: is forgotten with its last device: epoch and handles start anew", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, p, ep } = await world.call(host);
    expect([p, ep]).toEqual([1, 1]);
    await device.request("leave", {});
    await host.request("leave", {});
    const again = world.connect();
    expect(await again.join(world.room, "host", world.room.host)).toMatchObject({ ep: 0 });
    await (await world.guest(await newIdentity())).device.request("knock", { b: knock() });
    expect(await again.next("knock")).toMatchObject({ p: 1 });
  });
});
