import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { LIMITS } from "@onecall/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Device, knock, newIdentity, newRoom, opaque } from "../../testing/device.ts";
import { closed, handshake, http, joinable, rawBytes, webSocket } from "../../testing/raw.ts";
import { newWorld, startServer } from "../../testing/world.ts";
import { createServer, type OnecallServer } from "../index.ts";

/** Small numbers that are the same in every run. */
const generator = (start: number) => {
  let seed = start;
  return (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
};

/** Resolves with the next text after `from`, that is the server's next word. */
const nextText = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once("message", (data: Buffer) => resolve(data.toString())));

/** What takes its time runs beside the other tests of this file and is judged last. */
const beginToWait = (port: number) => {
  const start = performance.now();
  const timed = <T extends object>(result: T) => ({
    ...result,
    seconds: (performance.now() - start) / 1_000,
  });
  const send = (text: string) => rawBytes(port, text).then((answer) => timed({ answer }));
  const socket = webSocket(port);
  return {
    slow: Promise.all([
      send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "),
      send(""),
      send("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"),
    ]),
    mute: closed(socket).then((code) => timed({ code })),
  };
};

let patient: OnecallServer;
let waiting: ReturnType<typeof beginToWait>;
beforeAll(async () => {
  patient = await createServer({ port: 0, webRoot: "none", logLevel: "silent" });
  waiting = beginToWait(patient.ports.http);
});
afterAll(() => patient.close());

describe("hostile packets", () => {
  test("a packet larger than any legal one ends the connection", async () => {
    const { ports } = await startServer();
    const socket = await joinable(ports.http);
    socket.send(`42["frame",{"b":"${"x".repeat(LIMITS.packetBytes)}"}]`);
    expect(await closed(socket)).toBe(1009);
  });

  test("a poll larger than any legal one is refused", async () => {
    const { ports } = await startServer();
    const headers = { origin: `http://127.0.0.1:${ports.http}` };
    const path = "/socket.io/?EIO=4&transport=polling";
    const { sid } = JSON.parse((await http(ports.http, path, { headers })).body.slice(1));
    const body = "4".repeat(LIMITS.packetBytes + 1);
    expect((await http(ports.http, `${path}&sid=${sid}`, { method: "POST", headers, body })).status).toBe(
      413,
    );
  });

  test("a message of more than 8 fragments ends the connection", async () => {
    const { ports } = await startServer();
    const socket = await joinable(ports.http);
    for (let i = 0; i < 10; i++) socket.send("4", { fin: false });
    expect(await closed(socket)).toBe(1008);
    const few = await joinable(ports.http);
    const parts = ["4", "2", "1", "[", '"leave"', ",", "{}", "]"];
    for (const [i, part] of parts.entries()) few.send(part, { fin: i === parts.length - 1 });
    expect(await nextText(few)).toBe('431[{"err":"closed"}]');
    few.terminate();
  });

  test.each([
    ["a binary message", Buffer.from([1, 2, 3])],
    ["a binary event", '451-["join",{"_placeholder":true,"num":0}]'],
    ["an acknowledgement nobody asked for", "430[]"],
    ["a packet type of the server", '44{"message":"x"}'],
    ["an unknown packet type", "49[]"],
    ["an event without a name", "42[]"],
    ["an event named by a number", "42[7]"],
    ["an event that is no list", '42{"a":1}'],
    ["broken JSON", '42["join",{'],
    ["an acknowledgement number without end", `42${"9".repeat(40)}["leave",{}]`],
    ["an event of another namespace", '42/admin,["leave",{}]'],
    ["a second connect", "40"],
    ["an engine ping", "2probe"],
    ["an unknown engine packet", "9"],
    ["an empty message", ""],
  ])("%s ends the connection", async (_, packet) => {
    const { ports } = await startServer();
    const socket = await joinable(ports.http);
    socket.send(packet);
    await closed(socket);
    expect((await http(ports.http, "/healthz")).status).toBe(200);
  });

  test("another namespace is refused by name and joins nothing", async () => {
    const { ports } = await startServer();
    const socket = webSocket(ports.http);
    expect(await handshake(socket)).toBe(101);
    socket.send("40/admin,");
    while (!(await nextText(socket)).startsWith("44/admin,"));
    socket.terminate();
  });

  test("a deep object is refused, not followed", async () => {
    const { ports } = await startServer();
    const socket = await joinable(ports.http);
    socket.send(`421["join",${"[".repeat(15_000)}${"]".repeat(15_000)}]`);
    expect(await nextText(socket)).toBe('431[{"err":"bad"}]');
    socket.terminate();
  });
});

/** Values a schema must never let through to a handler. */
const ODD = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  "",
  "x",
  [],
  {},
  { b: null },
  { b: "" },
  { p: "1", b: opaque(100) },
  { p: -1, b: opaque(100) },
  { p: 2 ** 31, b: opaque(100) },
  { p: 1, b: opaque(100) },
  { b: opaque(100) },
  { b: knock() },
  { b: `${opaque(100)}=` },
  { b: [opaque(100)] },
  { b: opaque(100), c: 1 },
  { key: opaque(32), ep: 0, sig: opaque(64) },
  { key: opaque(32), ep: -1, sig: opaque(64) },
  { key: opaque(32), ep: 2 ** 31 - 1, sig: opaque(64) },
  { p: 1 },
  { p: 2, b: opaque(1_000) },
];
const PROTO = [
  '{"__proto__":{"b":"x"}}',
  '{"constructor":{"prototype":{"ok":true}}}',
  '{"b":{"__proto__":null}}',
  '{"toString":1}',
  '"\\ud800"',
];
const NAMES = ["join", "knock", "frame", "admit", "dismiss", "__proto__", "constructor", "lobby", "x", ""];

/** Reads what the server says until it answered acknowledgement `id` or closed. */
const answered = (socket: WebSocket, id: number): Promise<void> =>
  new Promise((resolve) => {
    const onMessage = (data: Buffer) => {
      if (data.toString().startsWith(`43${id}[`)) done();
    };
    const done = () => {
      socket.off("message", onMessage);
      socket.off("close", done);
      resolve();
    };
    socket.on("message", onMessage);
    socket.on("close", done);
    if (socket.readyState !== socket.OPEN) done();
  });

describe("fuzz", () => {
  test("F-03: 10^4 random events are each answered, or the connection is closed", async () => {
    const world = await newWorld();
    const host = await world.host();
    const random = generator(7);
    let sent = 0;
    const attack = async () => {
      let socket = await joinable(world.server.ports.http);
      while (sent < 10_000) {
        const id = ++sent;
        if (socket.readyState !== socket.OPEN) socket = await joinable(world.server.ports.http);
        const body = random(5) ? JSON.stringify(ODD[random(ODD.length)]) : PROTO[random(PROTO.length)];
        const extra = random(10) ? "" : `,${JSON.stringify(ODD[random(ODD.length)])}`;
        socket.send(`42${id}[${JSON.stringify(NAMES[random(NAMES.length)])},${body}${extra}]`);
        await answered(socket, id);
      }
      socket.terminate();
    };
    await Promise.all(Array.from({ length: 8 }, attack));
    // The room of everyone else is as before.
    const { device, p } = await world.call(host);
    const b = opaque(299);
    host.frame({ p, b });
    expect(await device.next("frame")).toEqual({ b });
  }, 30_000);

  test("F-03: random events of devices that have joined are answered too", async () => {
    const world = await newWorld();
    const random = generator(11);
    for (let round = 0; round < 150; round++) {
      const role = random(2) ? "host" : "guest";
      const device = world.connect();
      await device.join(world.room, role, role === "host" ? world.room.host : await newIdentity());
      for (let i = 0; i < 8; i++) {
        const name = NAMES[1 + random(NAMES.length - 1)] ?? "";
        if (device.socket.disconnected) break;
        const answer = device.socket.timeout(10_000).emitWithAck(name, ODD[random(ODD.length)]);
        const ended = device.ended().then(() => "ended");
        // A frame that was taken has no answer: what follows it has.
        const next = device.socket
          .timeout(10_000)
          .emitWithAck("x", {})
          .catch(() => "ended");
        await Promise.race([answer.catch(() => "ended"), next, ended]);
      }
      device.socket.disconnect();
    }
    const room = await newRoom();
    expect(await world.connect().join(room, "host", room.host)).toMatchObject({ ok: true });
  }, 30_000);

  test("F-09: 2,000 broken WebSocket frames end their connection and nothing else", async () => {
    const { ports } = await startServer();
    const witness = new Device(ports.http);
    await witness.next("hello");
    const random = generator(13);
    for (let round = 0; round < 40; round++) {
      const attempts = Array.from({ length: 50 }, () => breakFrame(ports.http, brokenFrame(random)));
      await Promise.all(attempts);
    }
    expect(await witness.request("leave", {})).toEqual({ err: "closed" });
    witness.socket.disconnect();
  }, 40_000);
});

describe("patience", () => {
  test("F-08: slow requests and silent connections were closed within 15 s", async () => {
    const [headers, silent, body] = await waiting.slow;
    expect(headers.answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(silent.answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(body.answer).toMatch(/^HTTP\/1\.1 4/);
    for (const { seconds } of [headers, silent, body]) expect(seconds).toBeLessThan(18); // Busy machines are late.
  }, 20_000);

  test("a client that connected to no namespace was closed within 5 s", async () => {
    const { code, seconds } = await waiting.mute;
    expect(code).toBe(1005);
    expect(seconds).toBeLessThan(7);
  });

  test("LIMIT: a server that is late for 5 s takes no newcomers, but those who come back", async () => {
    // Even an idle event loop is later than the 1 ms this server allows.
    const world = await newWorld({ overloadDelay: 1 });
    const host = await world.host();
    const { identity } = await world.call(host);
    const newcomer = await newIdentity();
    const join = () => world.connect().join(world.room, "guest", newcomer);
    await expect.poll(join, { timeout: 15_000, interval: 500 }).toEqual({ err: "rate", retry: 5_000 });
    expect(await world.connect().join(world.room, "guest", identity)).toMatchObject({
      ok: true,
      seat: "guest",
    });
    expect(await world.connect().join(world.room, "host", world.room.host)).toMatchObject({ ok: true });
  }, 20_000);
});

/** Opening handshake of a real client, by hand. */
const UPGRADE = (port: number): string =>
  [
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "",
    "",
  ].join("\r\n");

/** RFC 6455 section 5.2, with one rule broken: reserved bits, opcodes, masks, control frames, lengths. */
const brokenFrame = (random: (below: number) => number): Buffer => {
  const mask = randomBytes(4);
  const masked = (first: number, payload: Buffer) =>
    Buffer.concat([
      Buffer.from([first, 0x80 | payload.length]),
      mask,
      payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)),
    ]);
  const kinds = [
    () => masked(0x81 | (0x10 << random(3)), Buffer.from("2")), // RSV bits
    () => masked(0x80 | (3 + random(5)), Buffer.from("2")), // reserved opcodes
    () => masked(0x80 | (11 + random(5)), Buffer.alloc(0)), // reserved control opcodes
    () => Buffer.concat([Buffer.from([0x81, 1]), Buffer.from("2")]), // not masked
    () => masked(0x09, Buffer.from("x")), // fragmented ping
    () => masked(0x80, Buffer.from("2")), // continuation of nothing
    () => masked(0x81, Buffer.from([0xff, 0xfe, 0xfd])), // not UTF-8
    () => masked(0x88, Buffer.from([1])), // close code of one byte
    () => masked(0x88, Buffer.from([0, 0])), // close code that is none
    () => Buffer.concat([Buffer.from([0x82, 0xff]), Buffer.alloc(8, 0xff), mask]), // 2^64 bytes
    () => Buffer.concat([Buffer.from([0x81, 0xfe, 0xff, 0xff]), mask, Buffer.alloc(1_000, 0x41)]), // too long
    () => randomBytes(2 + random(60)),
  ];
  return kinds[random(kinds.length)]?.() ?? Buffer.alloc(0);
};

/** Sends a frame over a fresh connection and its own end behind it; resolves when the server has closed. */
const breakFrame = (port: number, frame: Buffer): Promise<void> =>
  new Promise((resolve) => {
    const socket: Socket = connect(port, "127.0.0.1", () => socket.write(UPGRADE(port)));
    socket.once("data", () => socket.end(frame));
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });
