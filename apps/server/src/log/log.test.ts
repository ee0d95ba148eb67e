import { expect, test } from "vitest";
import { Device, knock, newIdentity, opaque } from "../../testing/device.ts";
import { http, rawBytes } from "../../testing/raw.ts";
import { newWorld } from "../../testing/world.ts";
import type { Config } from "../config/schema.ts";
import { describe as describeError, Log } from "./log.ts";
import { Tags } from "./tags.ts";

const capture = () => {
  const lines: string[] = [];
  return { lines, write: (line: string) => void lines.push(line) };
};

test("LOG: a whole run at the most talkative level holds no address, id, key, name or body", async () => {
  const log = capture();
  const settings: Partial<Config> = {
    logLevel: "debug",
    drainTimeout: 0.05,
    seatGrace: 0.05,
    trustedProxies: ["127.0.0.1"],
  };
  const world = await newWorld({ ...settings, publicUrl: "https://call.example.org" }, log);
  const secrets = new Set<string>([
    "127.0.0.1",
    "::1",
    "::ffff",
    "203.0.113.99",
    "call.example.org",
    "evil.example",
  ]);
  const { port } = { port: world.server.ports.http };

  const host = await world.host();
  const { device, identity, p } = await world.call(host);
  const waiting = await world.guest();
  const [b, asked] = [opaque(299), knock()];
  host.frame({ p, b });
  await waiting.device.request("knock", { b: asked });
  await device.request("knock", { b: asked });
  host.frame({ p: 99, b });
  host.socket.emit("x".repeat(50), { name: "Ada Lovelace" });
  device.drop();
  await host.next("peer");
  host.frame({ p, b });
  await host.next("peer");
  const other = new Device(port, { headers: { "x-forwarded-for": "203.0.113.99" } });
  const forged = await other.proof(world.room, "guest", identity, { nonce: new Uint8Array(16) });
  await other.request("join", forged);
  await new Device(port, { headers: { origin: "https://evil.example" } }).refused();
  await http(port, "/c/?name=Ada%20Lovelace", { headers: { "user-agent": "Ada Lovelace" } });
  await rawBytes(port, "GET / Ada Lovelace\r\n\r\n");
  for (const each of [host, device, waiting.device, other]) {
    for (const seen of each.seen)
      for (const text of JSON.stringify(seen).match(/[\w-]{20,}/g) ?? []) secrets.add(text);
    if (each.socket.id) secrets.add(each.socket.id);
  }
  const keys = [world.room.host, identity, waiting.identity, await newIdentity()];
  for (const bytes of [world.room.id, world.room.salt, ...keys.map(({ publicKey }) => publicKey)]) {
    secrets.add(Buffer.from(bytes).toString("base64url"));
    secrets.add(Buffer.from(bytes).toString("hex"));
  }
  for (const text of [b, asked, forged.sig, "Ada", "Lovelace"]) secrets.add(text);
  await world.server.drain();

  const text = log.lines.join("");
  for (const event of [
    "started",
    "joined",
    "knocked",
    "admitted",
    "lost",
    "seat-freed",
    "disconnected",
    "draining",
    "stopped",
  ]) {
    expect(text).toContain(`"event":"${event}"`);
  }
  for (const secret of secrets) expect(text).not.toContain(secret);
  for (const line of log.lines) {
    const known = [
      "level",
      "time",
      "node",
      "event",
      "code",
      "at",
      "room",
      "ip",
      "port",
      "count",
      "frames",
      "dropped",
      "refused",
      "bytes",
    ];
    expect(known).toEqual(expect.arrayContaining(Object.keys(JSON.parse(line))));
  }
});

test("LOG: one info line per change, tied together by the room's tag", async () => {
  const log = capture();
  const world = await newWorld({ logLevel: "info" }, log);
  const host = await world.host();
  const { p } = await world.call(host);
  await host.request("dismiss", { p });
  await host.request("leave", {});
  const lines = log.lines.map((line) => JSON.parse(line));
  expect(lines.map(({ event }) => event)).toEqual([
    ...["started", "joined", "joined", "knocked", "admitted", "dismissed", "left"],
  ]);
  const tags = new Set(lines.slice(1).map(({ room }) => room));
  expect([...tags]).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/)]);
});

test("LOG: fields that are not listed are left out, whatever they hold", () => {
  const log = capture();
  const fields = { code: "10.0.0.1 said no", at: "a b", room: "r".repeat(100), secret: "x", count: 3 };
  new Log("debug", "node", log).warn("odd", fields);
  expect(JSON.parse(log.lines[0] ?? "")).toEqual({
    level: 40,
    time: expect.any(Number),
    node: "node",
    event: "odd",
    count: 3,
  });
});

test("LOG: of an error only its code and place are told", () => {
  const error = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:80"), { code: "ECONNREFUSED" });
  expect(describeError(error)).toEqual({
    code: "ECONNREFUSED",
    at: expect.stringMatching(/^log\.test\.ts:\d+$/),
  });
  expect(describeError(new TypeError("Ada"))).toMatchObject({ code: "TypeError" });
  expect(describeError("10.0.0.1")).toEqual({ code: "not-an-error" });
});

test("LOG: tags join the lines of one day and mean nothing on the next", () => {
  let now = 0;
  const tags = new Tags(() => now);
  const today = tags.of("10.0.0.1");
  expect(today).toMatch(/^[0-9a-f]{8}$/);
  expect(tags.of("10.0.0.1")).toBe(today);
  expect(tags.of("10.0.0.2")).not.toBe(today);
  now += 86_400_000;
  expect(tags.of("10.0.0.1")).not.toBe(today);
  expect(new Tags(() => now).of("10.0.0.1")).not.toBe(tags.of("10.0.0.1"));
});
