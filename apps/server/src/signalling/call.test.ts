import { describe, expect, test } from "vitest";
import { knock, newIdentity, opaque } from "../../testing/device.ts";
import { newWorld, type World } from "../../testing/world.ts";

/** A host and the guest whose knock it was handed. */
const atTheDoor = async (world: World) => {
  const host = await world.host();
  const { device: guest, identity } = await world.guest();
  await guest.request("knock", { b: knock() });
  const { p } = await host.next("knock");
  return { host, guest, identity, p };
};

describe("frames", () => {
  test("RELAY-1: pass between the host and the front as they are", async () => {
    const world = await newWorld();
    const { host, guest, p } = await atTheDoor(world);
    const [hello, reveal] = [opaque(228), opaque(511)];
    host.frame({ p, b: hello });
    expect(await guest.next("frame")).toEqual({ b: hello });
    guest.frame({ b: reveal });
    expect(await host.next("frame")).toEqual({ p, b: reveal });
  });

  test("RELAY-1: pass between the seats, of any legal size, in order, in both key orders", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device: guest, p } = await world.call(host);
    const sizes = [43, 299, 1_067, 4_139, 16_427, 24_576, 299, 43];
    const frames = sizes.map(opaque);
    for (const b of frames) {
      host.frame({ b, p });
      guest.frame({ b });
    }
    for (const b of frames) {
      expect(await guest.next("frame")).toEqual({ b });
      expect(await host.next("frame")).toEqual({ p, b });
    }
    expect([...host.all("err"), ...guest.all("err")]).toEqual([]);
  });

  test("RELAY-1: nobody else can send or receive any", async () => {
    const world = await newWorld();
    const { host, guest, p } = await atTheDoor(world);
    const { device: lobby } = await world.guest();
    const { device: second } = await world.guest();
    await second.request("knock", { b: knock() });
    for (const device of [lobby, second]) {
      device.frame({ b: opaque(100) });
      expect(await device.next("err")).toEqual({ err: "closed" });
    }
    for (const handle of [p + 1, p + 2, p + 3, 2 ** 31 - 1]) {
      host.frame({ p: handle, b: opaque(100) });
      expect(await host.next("err")).toEqual({ err: "closed" });
    }
    host.frame({ b: opaque(100) });
    expect(await host.next("err")).toEqual({ err: "closed" });
    guest.frame({ p, b: opaque(100) });
    expect(await guest.next("err")).toEqual({ err: "closed" });
    expect([host, guest, lobby, second].flatMap((device) => device.all("frame"))).toEqual([]);
  });

  test("RELAY-2: to a seat holder that is gone are dropped, not kept", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, identity, p } = await world.call(host);
    device.drop();
    await host.next("peer");
    host.frame({ p, b: opaque(299) });
    const { device: back } = await world.guest(identity);
    await host.next("peer");
    const b = opaque(299);
    host.frame({ p, b });
    expect(await back.next("frame")).toEqual({ b });
    expect(host.all("err")).toEqual([]);
  });
});

describe("gate", () => {
  test("GATE-1, GATE-3: five messages before admit, KNOCK included, both directions together", async () => {
    const world = await newWorld();
    const { host, guest, identity, p } = await atTheDoor(world);
    host.frame({ p, b: opaque(228) });
    guest.frame({ b: opaque(511) });
    host.frame({ p, b: opaque(299) });
    await host.next("frame");
    host.frame({ p, b: opaque(16_427) });
    for (let i = 0; i < 3; i++) await guest.next("frame");
    guest.frame({ b: opaque(43) });
    expect(await guest.next("err")).toEqual({ err: "closed" });
    host.frame({ p, b: opaque(43) });
    expect(await host.next("err")).toEqual({ err: "closed" });
    expect(guest.all("frame")).toHaveLength(3);
    expect(host.all("frame")).toHaveLength(1);
    // The last frame of a dismissal is not counted, and after admission nothing is.
    expect(await host.admit(world.room, identity, 0)).toEqual({ ok: true, ep: 1, p, peer: true });
    for (let i = 0; i < 10; i++) host.frame({ p, b: opaque(16_427) });
    for (let i = 0; i < 10; i++) await guest.next("frame");
  });

  test("GATE-1, GATE-2: 24 KiB before admit, KNOCK included", async () => {
    const world = await newWorld();
    const { host, guest, p } = await atTheDoor(world);
    host.frame({ p, b: opaque(24_576 - 66 - 100) });
    await guest.next("frame");
    host.frame({ p, b: opaque(101) });
    expect(await host.next("err")).toEqual({ err: "closed" });
    host.frame({ p, b: opaque(100) });
    await guest.next("frame");
    expect(await host.request("dismiss", { p, b: opaque(1_067) })).toEqual({ ok: true });
    await guest.next("dismissed");
  });

  test("GATE-1: a new KNOCK has a new count", async () => {
    const world = await newWorld();
    const { host, guest, p } = await atTheDoor(world);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) host.frame({ p, b: opaque(228) });
      for (let i = 0; i < 4; i++) await guest.next("frame");
      await guest.request("knock", { b: knock() });
      await host.next("knock");
    }
    expect(host.all("err")).toEqual([]);
  });

  test("GATE-1: what goes over it is a strike", async () => {
    const world = await newWorld();
    const { host, guest } = await atTheDoor(world);
    for (let i = 0; i < 4; i++) guest.frame({ b: opaque(228) });
    for (let i = 0; i < 4; i++) await host.next("frame");
    for (let i = 0; i < 5; i++) guest.frame({ b: opaque(228) });
    await guest.ended();
    expect(host.all("frame")).toHaveLength(4);
  });
});

describe("admit", () => {
  test("ADMIT-4, SEAT-3: seats the key with the room's epoch, which grows", async () => {
    const world = await newWorld();
    const { host, guest, identity, p } = await atTheDoor(world);
    expect(await host.admit(world.room, identity, 0)).toEqual({ ok: true, ep: 1, p, peer: true });
    expect(await guest.next("admitted")).toEqual({ ep: 1 });
    expect(await host.next("queue")).toEqual({ n: 1 });
    expect(await host.next("queue")).toEqual({ n: 0 });
  });

  test("ADMIT-2: an epoch that passed is stale", async () => {
    const world = await newWorld();
    const { host, identity, p } = await atTheDoor(world);
    expect(await host.admit(world.room, identity, 1)).toEqual({ err: "stale" });
    expect(await host.admit(world.room, identity, 0)).toEqual({ ok: true, ep: 1, p, peer: true });
    expect(await host.admit(world.room, identity, 0)).toEqual({ err: "stale" });
  });

  test("ADMIT-1, ADMIT-2, SEAT-5: needs the host's socket and the host's signature over key and epoch", async () => {
    const world = await newWorld();
    const { host, guest, identity } = await atTheDoor(world);
    const forged = { ...world.room, host: await newIdentity() };
    expect(await host.admit(forged, identity, 0)).toEqual({ err: "auth" });
    expect(await guest.admit(world.room, identity, 0)).toEqual({ err: "closed" });
    expect(guest.all("admitted")).toEqual([]);
  });

  test("ADMIT-4: of another key replaces the one in the seat, who is in the lobby again", async () => {
    const world = await newWorld();
    const host = await world.host();
    const first = await world.call(host);
    const second = await world.guest();
    const answer = await host.admit(world.room, second.identity, 1);
    expect(answer).toEqual({ ok: true, ep: 2, p: expect.any(Number), peer: true });
    const p = "ok" in answer ? answer.p : 0; // The host never had a knock of it: the answer tells its handle.
    expect(await second.device.next("admitted")).toEqual({ ep: 2 });
    expect(p).toBeGreaterThan(first.p);
    await expect.poll(() => first.device.all("lobby").at(-1)).toEqual({ host: "busy" });
    first.device.frame({ b: opaque(100) });
    expect(await first.device.next("err")).toEqual({ err: "closed" });
    const b = opaque(299);
    second.device.frame({ b });
    expect(await host.next("frame")).toEqual({ p, b });
  });

  test("ADMIT-3: a key that is not here yet has the seat when it comes", async () => {
    const world = await newWorld();
    const host = await world.host();
    const identity = await newIdentity();
    expect(await host.admit(world.room, identity, 0)).toEqual({ ok: true, ep: 1, p: 1, peer: false });
    const device = world.connect();
    expect(await device.join(world.room, "guest", identity)).toEqual({
      ok: true,
      seat: "guest",
      peer: true,
      ep: 2,
    });
    expect(await host.next("peer")).toEqual({ s: "on", ep: 2, p: 1 });
  });

  test("ADMIT-3, GRACE-1: a key that does not come loses the seat after the grace", async () => {
    const world = await newWorld({ seatGrace: 0.05 });
    const host = await world.host();
    await host.admit(world.room, await newIdentity(), 0);
    expect(await host.next("peer")).toEqual({ s: "lost", ep: 2, p: 1 });
  });

  test("ADMIT-2: what is sent right behind it goes through", async () => {
    const world = await newWorld();
    const { host, guest, identity, p } = await atTheDoor(world);
    for (let i = 0; i < 4; i++) host.frame({ p, b: opaque(228) });
    const admission = await host.admission(world.room, identity, 0);
    const admitted = host.request("admit", admission);
    const b = opaque(299);
    host.frame({ p, b }); // The sixth message: legal only once the admission took effect.
    expect(await admitted).toEqual({ ok: true, ep: 1, p, peer: true });
    for (let i = 0; i < 4; i++) await guest.next("frame");
    expect(await guest.next("frame")).toEqual({ b });
  });
});
