import { describe, expect, test } from "vitest";
import { knock, newIdentity, opaque } from "../../testing/device.ts";
import { newWorld, type World } from "../../testing/world.ts";

/** A guest that has knocked. */
const knocker = async (world: World) => {
  const { device, identity } = await world.guest();
  const b = knock();
  const answer = await device.request("knock", { b });
  return { device, identity, b, answer };
};

describe("lobby and queue", () => {
  test("LOBBY-1: guests are told at every change where the host is", async () => {
    const world = await newWorld();
    const { device } = await world.guest();
    expect(await device.next("lobby")).toEqual({ host: "away" });
    const host = await world.host();
    expect(await device.next("lobby")).toEqual({ host: "here" });
    const { device: other, p } = await world.call(host);
    expect(await device.next("lobby")).toEqual({ host: "busy" });
    other.drop();
    expect(await host.next("peer")).toMatchObject({ s: "off" });
    await host.request("dismiss", { p });
    expect(await device.next("lobby")).toEqual({ host: "here" }); // Nothing in between: in grace is busy still.
    host.drop();
    expect(await device.next("lobby")).toEqual({ host: "away" });
  });

  test("JOIN-7: the lobby holds 64 sockets of a room", async () => {
    const world = await newWorld();
    const guests = await Promise.all(Array.from({ length: 64 }, () => world.guest()));
    expect(await world.connect().join(world.room, "guest", await newIdentity())).toEqual({ err: "busy" });
    await guests[0]?.device.request("leave", {});
    expect(await world.connect().join(world.room, "guest", await newIdentity())).toMatchObject({ ok: true });
  });

  test("KNOCK-1, KNOCK-3, KNOCK-7: only the front is handed to the host, then the next", async () => {
    const world = await newWorld();
    const host = await world.host();
    const first = await knocker(world);
    expect(first.answer).toEqual({ ok: true, place: 0 });
    const second = await knocker(world);
    expect(second.answer).toEqual({ ok: true, place: 1 });
    const { p, b } = await host.next("knock");
    expect(b).toBe(first.b);
    expect(await host.next("queue")).toEqual({ n: 1 });
    expect(await host.next("queue")).toEqual({ n: 2 });
    expect(host.all("knock")).toHaveLength(1);
    expect(await host.request("dismiss", { p })).toEqual({ ok: true });
    expect((await host.next("knock")).b).toBe(second.b);
    expect(await second.device.next("lobby")).toEqual({ host: "here" });
    expect(await second.device.next("lobby")).toEqual({ host: "here", place: 1 });
    expect(await second.device.next("lobby")).toEqual({ host: "here", place: 0 });
    expect(await host.next("queue")).toEqual({ n: 1 });
  });

  test("KNOCK-2: knocking again replaces the KNOCK and keeps the place", async () => {
    const world = await newWorld();
    const host = await world.host();
    const first = await knocker(world);
    await knocker(world);
    const { p } = await host.next("knock");
    const b = knock();
    expect(await first.device.request("knock", { b })).toEqual({ ok: true, place: 0 });
    expect(await host.next("knock")).toEqual({ p, b });
    expect(await host.request("dismiss", { p })).toEqual({ ok: true });
  });

  test("KNOCK-3: waits for an absent host, who gets it on coming", async () => {
    const world = await newWorld();
    const { b } = await knocker(world);
    const host = world.connect();
    expect(await host.join(world.room, "host", world.room.host)).toMatchObject({ seat: "host", waiting: 1 });
    expect(await host.next("knock")).toMatchObject({ b });
  });

  test("KNOCK-3: the front is handed over anew when the host reconnects", async () => {
    const world = await newWorld();
    const first = await world.host();
    const { b } = await knocker(world);
    const handed = await first.next("knock");
    first.drop();
    const second = await world.host();
    expect(await second.next("knock")).toEqual({ p: handed.p, b });
  });

  test("KNOCK-4: expires when the host stays away, and may be sent again", async () => {
    const world = await newWorld({ knockWait: 0.05 });
    const { device } = await knocker(world);
    expect(await device.next("err")).toEqual({ err: "closed" });
    expect(await device.next("lobby")).toEqual({ host: "away" });
    expect(await device.next("lobby")).toEqual({ host: "away", place: 0 });
    expect(await device.next("lobby")).toEqual({ host: "away" });
    expect(await device.request("knock", { b: knock() })).toEqual({ ok: true, place: 0 });
  });

  test("KNOCK-1: twenty wait, the next is told that it is busy", async () => {
    const world = await newWorld();
    const places: unknown[] = [];
    for (let i = 0; i < 20; i++) places.push((await knocker(world)).answer);
    expect(places.at(-1)).toEqual({ ok: true, place: 19 });
    expect((await knocker(world)).answer).toEqual({ err: "busy" });
    expect(await world.connect().join(world.room, "host", world.room.host)).toMatchObject({ waiting: 20 });
  });

  test("KNOCK-1: has 66 bytes, from a guest", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device } = await world.guest();
    expect(await device.request("knock", { b: opaque(65) })).toEqual({ err: "bad" });
    expect(await device.request("knock", { b: opaque(67) })).toEqual({ err: "bad" });
    expect(await host.request("knock", { b: knock() })).toEqual({ err: "closed" });
    expect(host.all("knock")).toEqual([]);
  });

  test("KNOCK-5: a lost guest keeps its place for a while, then it is gone", async () => {
    const world = await newWorld({ placeGrace: 0.05 });
    const host = await world.host();
    const first = await knocker(world);
    const { p } = await host.next("knock");
    first.device.drop();
    expect(await host.next("gone")).toEqual({ p, r: "lost" });
    expect(await host.next("queue")).toEqual({ n: 1 });
    expect(await host.next("queue")).toEqual({ n: 0 });
  });

  test("KNOCK-5, SEAT-2: a lost guest that returns has its place and its handle", async () => {
    const world = await newWorld();
    const host = await world.host();
    const first = await knocker(world);
    const second = await knocker(world);
    const { p } = await host.next("knock");
    first.device.drop();
    const { device } = await world.guest(first.identity);
    expect(await device.next("lobby")).toEqual({ host: "here", place: 0 });
    const b = knock();
    await device.request("knock", { b });
    expect(await host.next("knock")).toEqual({ p, b });
    await second.device.request("leave", {});
    for (const n of [1, 2, 1]) expect(await host.next("queue")).toEqual({ n });
    expect(host.all("gone")).toEqual([]); // It was never handed over, so the host knows it by the count alone.
  });

  test("KNOCK-5, LEAVE-1: who leaves the queue is gone at once", async () => {
    const world = await newWorld();
    const host = await world.host();
    const first = await knocker(world);
    const second = await knocker(world);
    const { p } = await host.next("knock");
    expect(await first.device.request("leave", {})).toEqual({ ok: true });
    expect(await host.next("gone")).toEqual({ p, r: "left" });
    expect((await host.next("knock")).b).toBe(second.b);
  });

  test("KNOCK-6: from the guest seat opens a new handshake at once, or when the host is back", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, p } = await world.call(host);
    const b = knock();
    expect(await device.request("knock", { b })).toEqual({ ok: true, place: 0 });
    expect(await host.next("knock")).toEqual({ p, b });
    host.drop();
    await device.next("peer");
    const again = knock();
    await device.request("knock", { b: again });
    const back = await world.host();
    expect(await back.next("knock")).toEqual({ p, b: again });
    expect(back.all("queue")).toEqual([]);
  });

  test("KNOCK-3, KNOCK-7: during a call the queue grows, nobody is handed over", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { p } = await world.call(host);
    const waiting = await knocker(world);
    expect(await host.next("queue")).toEqual({ n: 1 });
    expect(await host.next("queue")).toEqual({ n: 0 });
    expect(await host.next("queue")).toEqual({ n: 1 });
    expect(host.all("knock")).toHaveLength(1);
    waiting.device.frame({ b: opaque(100) });
    expect(await waiting.device.next("err")).toEqual({ err: "closed" });
    await host.request("dismiss", { p });
    expect((await host.next("knock")).b).toBe(waiting.b);
  });

  test("DISMISS-1, GATE-2, KNOCK-8: the knocker hears the last frame and has to be quiet", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device } = await knocker(world);
    const { p } = await host.next("knock");
    const b = opaque(1_100);
    expect(await host.request("dismiss", { p, b })).toEqual({ ok: true });
    expect(await device.next("dismissed")).toEqual({ b });
    const answer = await device.request("knock", { b: knock() });
    expect(answer).toEqual({ err: "rate", retry: expect.any(Number) });
    expect("retry" in answer && answer.retry).toBeGreaterThan(29_000);
    expect("retry" in answer && answer.retry).toBeLessThanOrEqual(30_000);
  });

  test("DISMISS-1, KNOCK-8: from the seat frees it, and the first knock after it is welcome", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device, p, ep } = await world.call(host);
    expect(await host.request("dismiss", { p })).toEqual({ ok: true });
    expect(await device.next("dismissed")).toEqual({});
    expect(await host.next("peer")).toEqual({ s: "left", ep: ep + 1, p });
    expect(await device.request("knock", { b: knock() })).toEqual({ ok: true, place: 0 });
  });

  test("DISMISS-1, GATE-2: is for the host, in bounds, and of those who are there", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device } = await knocker(world);
    const { p } = await host.next("knock");
    expect(await device.request("dismiss", { p })).toEqual({ err: "closed" });
    expect(await host.request("dismiss", { p, b: opaque(1_101) })).toEqual({ err: "bad" });
    expect(await host.request("dismiss", { p: p + 1 })).toEqual({ err: "closed" });
    expect(device.all("dismissed")).toEqual([]);
  });

  test("STRIKE-2: knocking is limited per address and per room, with the time to wait", async () => {
    const perAddress = await newWorld({ limitKnocks: { burst: 1, perMinute: 2 } });
    const { device } = await knocker(perAddress);
    const refused = await device.request("knock", { b: knock() });
    expect(refused).toEqual({ err: "rate", retry: expect.any(Number) });
    expect("retry" in refused && refused.retry).toBeLessThanOrEqual(30_000);

    const perRoom = await newWorld({ limitRoomKnocks: { burst: 1, perMinute: 1 } });
    await knocker(perRoom);
    expect((await knocker(perRoom)).answer).toMatchObject({ err: "rate" });

    const long = await newWorld({ limitRoomKnocksLong: { burst: 1, perMinute: 0.5 } });
    await knocker(long);
    expect((await knocker(long)).answer).toMatchObject({ err: "rate" });
  });
});
