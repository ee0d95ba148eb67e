import { describe, expect, test } from "vitest";
import { Device, newIdentity, newRoom } from "../../testing/device.ts";
import { newWorld } from "../../testing/world.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

describe("join", () => {
  test("JOIN-1, EV-4: hello carries version, 16 fresh bytes and the largest message", async () => {
    const { connect } = await newWorld();
    const first = await connect().next("hello");
    const second = await connect().next("hello");
    expect(first).toEqual({ v: 1, n: expect.stringMatching(/^[\w-]{22}$/), max: 24_576 });
    expect(second.n).not.toBe(first.n);
  });

  test("JOIN-3, JOIN-6: a host with key, salt and signature has the host seat", async () => {
    const { connect, room } = await newWorld();
    expect(await connect().join(room, "host", room.host)).toEqual({
      ok: true,
      seat: "host",
      peer: false,
      ep: 0,
      waiting: 0,
    });
  });

  test("JOIN-6: every guest waits in the lobby, in unknown rooms too", async () => {
    const { connect, host, room } = await newWorld();
    const lobby = { ok: true, seat: "lobby", ep: 0 };
    const guest = await newIdentity();
    const unknown = connect();
    expect(await unknown.join(await newRoom(), "guest", guest)).toEqual({
      ...lobby,
      peer: false,
      host: "away",
    });
    expect(await unknown.next("lobby")).toEqual({ host: "away" });
    await host();
    expect(await connect().join(room, "guest", guest)).toEqual({ ...lobby, peer: true, host: "here" });
  });

  test.each(["localhost", "127.0.0.1", "[::1]", "call.example.org", "10.1.2.3"])(
    "JOIN-2, JOIN-4: %s is a name of this server",
    async (name) => {
      const { connect, room } = await newWorld({ publicUrl: "https://call.example.org", host: "*" });
      const device = connect();
      const answer = await device.request(
        "join",
        await device.proof(room, "host", room.host, { host: name }),
      );
      expect(answer).toMatchObject(name === "10.1.2.3" ? { err: "auth" } : { ok: true });
    },
  );

  test("JOIN-4: the host of a listed origin is a name only if the device connected to it", async () => {
    const origins = ["http://127.0.0.2:7000"];
    const { connect, room, server } = await newWorld({ origins });
    const device = connect();
    const proof = await device.proof(room, "host", room.host, { host: "127.0.0.2" });
    expect(await device.request("join", proof)).toEqual({ err: "auth" });
    const direct = new Device(server.ports.http, { headers: { host: `127.0.0.2:${server.ports.http}` } });
    const other = await direct.proof(room, "host", room.host, { host: "127.0.0.2" });
    expect(await direct.request("join", other)).toMatchObject({ ok: true });
    direct.socket.disconnect();
  });

  test("JOIN-2, JOIN-3, JOIN-4: every part of the proof counts", async () => {
    const { connect, room } = await newWorld();
    const stranger = await newIdentity();
    const other = await newRoom();
    const attempts = [
      // A key that is not the room's, a room that is not the key's, a salt that is not the room's.
      async (device = connect()) => ({
        device,
        proof: { ...(await device.proof(room, "host", stranger)), salt: text(room.salt) },
      }),
      async (device = connect()) => ({
        device,
        proof: await device.proof({ ...room, id: other.id }, "host", room.host),
      }),
      async (device = connect()) => ({
        device,
        proof: { ...(await device.proof(room, "host", room.host)), salt: text(other.salt) },
      }),
      // A nonce of another connection, a signature for another room or another role.
      async (device = connect()) => ({
        device,
        proof: await device.proof(room, "guest", stranger, { nonce: new Uint8Array(16) }),
      }),
      async (device = connect()) => ({
        device,
        proof: await device.proof(room, "guest", stranger, { roomId: other.id }),
      }),
      async (device = connect()) => ({
        device,
        proof: {
          ...(await device.proof(room, "guest", room.host)),
          role: "host" as const,
          salt: text(room.salt),
        },
      }),
    ];
    for (const attempt of attempts) {
      const { device, proof } = await attempt();
      expect(await device.request("join", proof)).toEqual({ err: "auth" });
    }
  });

  test("JOIN-2: a stolen join is worth nothing on another connection", async () => {
    const { connect, room } = await newWorld();
    const first = connect();
    const proof = await first.proof(room, "host", room.host);
    expect(await first.request("join", proof)).toMatchObject({ ok: true });
    const thief = connect();
    await thief.next("hello");
    expect(await thief.request("join", proof)).toEqual({ err: "auth" });
  });

  test("JOIN-4: a key that is no point of the curve is refused", async () => {
    const { connect, room } = await newWorld();
    const device = connect();
    const proof = await device.proof(room, "guest", await newIdentity());
    const key = text(new Uint8Array(65).fill(4));
    expect(await device.request("join", { ...proof, key })).toEqual({ err: "auth" });
  });

  test("JOIN-3: a host without salt and text that encodes no bytes are malformed", async () => {
    const { connect, room } = await newWorld();
    const device = connect();
    const { salt: _, ...proof } = await device.proof(room, "host", room.host);
    expect(await device.request("join", proof)).toEqual({ err: "bad" });
    // 22 characters hold 132 bits; the last four must be zero for 16 bytes.
    expect(await device.request("join", { ...proof, salt: `${"A".repeat(21)}B` })).toEqual({ err: "bad" });
  });

  test("JOIN-5: one join per connection", async () => {
    const { connect, room } = await newWorld();
    const device = connect();
    const proof = await device.proof(room, "host", room.host);
    const answers = await Promise.all([device.request("join", proof), device.request("join", proof)]);
    expect(answers).toMatchObject([{ ok: true }, { err: "bad" }]);
  });

  test("JOIN-1: nothing else before join", async () => {
    const { connect } = await newWorld();
    const device = connect();
    expect(await device.request("knock", { b: "k".repeat(88) })).toEqual({ err: "closed" });
    device.frame({ b: "A".repeat(58) });
    expect(await device.next("err")).toEqual({ err: "closed" });
    expect(await device.request("leave", {})).toEqual({ err: "closed" });
  });

  test("JOIN-1: a connection that does not join in time is closed", async () => {
    const { connect } = await newWorld({ joinTimeout: 0.05 });
    const device = connect();
    expect(await device.next("err")).toEqual({ err: "closed" });
    await device.ended();
  });

  test("JOIN-1: what is sent right behind a join finds the seat taken", async () => {
    const { connect, room } = await newWorld();
    const device = connect();
    const proof = await device.proof(room, "guest", await newIdentity());
    const [joined, knocked] = await Promise.all([
      device.request("join", proof),
      device.request("knock", { b: "k".repeat(88) }),
    ]);
    expect([joined, knocked]).toMatchObject([
      { ok: true, seat: "lobby" },
      { ok: true, place: 0 },
    ]);
  });

  test("JOIN-4: failed proofs close the door to their address", async () => {
    const { connect, room } = await newWorld({ limitFailedProofs: { burst: 2, perMinute: 1 } });
    for (let i = 0; i < 3; i++) {
      const device = connect();
      const proof = await device.proof(room, "guest", await newIdentity(), { nonce: new Uint8Array(16) });
      expect(await device.request("join", proof)).toEqual({ err: "auth" });
    }
    const answer = await connect().join(room, "host", room.host);
    expect(answer).toEqual({ err: "rate", retry: expect.any(Number) });
    expect("retry" in answer && answer.retry).toBeGreaterThan(590_000);
  });

  test("STRIKE-2: joins and new rooms are limited per address", async () => {
    const joins = await newWorld({ limitJoins: { burst: 1, perMinute: 6 } });
    await joins.host();
    expect(await joins.connect().join(joins.room, "guest", await newIdentity())).toMatchObject({
      err: "rate",
      retry: expect.any(Number),
    });
    const rooms = await newWorld({ limitRooms: { burst: 1, perMinute: 1 } });
    await rooms.host();
    const next = await newRoom();
    expect(await rooms.connect().join(next, "host", next.host)).toMatchObject({ err: "rate" });
    // The room that exists is open to its host, and guests can not tell rooms apart by this limit.
    await rooms.host();
    expect(await rooms.connect().join(next, "guest", await newIdentity())).toMatchObject({ ok: true });
  });
});
