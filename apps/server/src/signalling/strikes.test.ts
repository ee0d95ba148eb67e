import { describe, expect, test } from "vitest";
import { Device, knock, opaque } from "../../testing/device.ts";
import { newWorld, startServer } from "../../testing/world.ts";

/** Sends an event that is in no table, with acknowledgement. */
const send = (device: Device, event: string, ...args: unknown[]): Promise<unknown> =>
  device.socket.emitWithAck(event, ...args);

describe("strikes", () => {
  test("STRIKE-1: malformed events are refused with a reason, the fifth ends the connection", async () => {
    const world = await newWorld();
    const { device } = await world.guest();
    const answers = await Promise.all([
      send(device, "knock", { b: "!" }),
      send(device, "knock", { b: knock(), extra: 1 }),
      send(device, "knock"),
      send(device, "knock", { b: knock() }, { b: knock() }),
    ]);
    expect(answers).toEqual([{ err: "bad" }, { err: "bad" }, { err: "bad" }, { err: "bad" }]);
    device.socket.emit("knock", null);
    expect(await device.next("err")).toEqual({ err: "bad" });
    await device.ended();
  });

  test.each([
    "nonsense",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "disconnect",
    "connect",
    "error",
    "newListener",
    "hello",
    "admitted",
    "peer",
    "",
    "*",
  ])("STRIKE-1: an event named %j is unknown", async (name) => {
    const world = await newWorld();
    const { device } = await world.guest();
    // By hand: socket.io-client refuses to send the names Socket.IO uses itself.
    const answer = new Promise((resolve) => device.socket.io.engine.on("data", resolve));
    device.socket.io.engine.write(`277${JSON.stringify([name, {}])}`);
    expect(await answer).toBe('377[{"err":"bad"}]');
    expect(await device.request("knock", { b: knock() })).toEqual({ ok: true, place: 0 });
  });

  test("STRIKE-1: events out of place count, those that came too late do not", async () => {
    const world = await newWorld();
    const host = await world.host();
    for (let i = 0; i < 10; i++) {
      host.frame({ p: 7, b: opaque(100) });
      expect(await host.next("err")).toEqual({ err: "closed" });
      expect(await host.request("dismiss", { p: 7 })).toEqual({ err: "closed" });
    }
    for (let i = 0; i < 5; i++) void host.request("knock", { b: knock() }).catch(() => undefined);
    await host.ended();
  });

  test("STRIKE-1, GRACE-1: a host that is thrown out keeps its seat like one that was lost", async () => {
    const world = await newWorld();
    const host = await world.host();
    const { device } = await world.call(host);
    for (let i = 0; i < 5; i++) host.socket.emit("nonsense");
    await host.ended();
    expect(await device.next("peer")).toMatchObject({ s: "off" });
  });
});

describe("limits of a connection", () => {
  test("STRIKE-2: events above the rate are refused with the time to wait, the third time ends it", async () => {
    const world = await newWorld({ limitFrames: { burst: 4, perMinute: 60 } });
    const { device } = await world.guest(); // One event: join.
    for (let i = 0; i < 3; i++)
      expect(await device.request("knock", { b: knock() })).toMatchObject({ ok: true });
    const refused = await device.request("knock", { b: knock() });
    expect(refused).toEqual({ err: "rate", retry: expect.any(Number) });
    expect("retry" in refused && refused.retry).toBeLessThanOrEqual(1_000);
    device.frame({ b: opaque(100) });
    expect(await device.next("err")).toMatchObject({ err: "rate" });
    device.frame({ b: opaque(100) });
    expect(await device.next("err")).toMatchObject({ err: "rate" });
    await device.ended();
  });

  test("STRIKE-2: bytes above the rate are refused, what fits passes", async () => {
    const world = await newWorld({ limitFrameBytes: { burst: 40_000, perMinute: 60 } });
    const host = await world.host();
    const { device, p } = await world.call(host);
    host.frame({ p, b: opaque(24_576) });
    host.frame({ p, b: opaque(24_576) });
    expect(await host.next("err")).toMatchObject({ err: "rate" });
    const b = opaque(299);
    host.frame({ p, b });
    await device.next("frame");
    expect(await device.next("frame")).toEqual({ b });
  });
});

describe("drain", () => {
  test("DRAIN-1: asks every device to move, takes no newcomers, ends when all are gone", async () => {
    const world = await newWorld({ drainTimeout: 600 });
    const host = await world.host();
    const { device, identity } = await world.call(host);
    const newcomer = world.connect();
    await newcomer.next("hello").then(() => undefined);
    let isOver = false;
    const drained = world.server.drain().then(() => {
      isOver = true;
    });
    for (const each of [host, device, newcomer]) {
      const { in: delay } = await each.next("drain");
      expect(delay).toBeLessThanOrEqual(600_000);
    }
    const late = new Device(world.server.ports.http);
    expect(await late.join(world.room, "guest", world.room.host)).toEqual({ err: "drain" });
    const back = world.connect();
    expect(await back.join(world.room, "guest", identity)).toMatchObject({ ok: true, seat: "guest" });
    expect(isOver).toBe(false);
    // Who comes in the meantime is told as well, with what is left of the time.
    for (const each of [late, back]) expect((await each.next("drain")).in).toBeGreaterThan(500_000);
    for (const each of [host, device, newcomer, late, back]) each.socket.disconnect();
    await drained;
  });

  test("DRAIN-1: ends after its time whoever is still there", async () => {
    const world = await newWorld({ drainTimeout: 0.05 });
    const host = await world.host();
    await world.server.drain();
    await host.ended();
  });

  test("closing disconnects everyone at once, even who does not answer", async () => {
    const server = await startServer();
    const device = new Device(server.ports.http);
    await device.next("hello");
    await server.close();
    await device.ended();
  });
});
