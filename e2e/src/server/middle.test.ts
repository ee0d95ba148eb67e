import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { test as base, expect } from "vitest";
import { Middle } from "./middle.ts";
import { opaqueOf, readPacket, withOpaque, writePacket } from "./packet.ts";

/** A server that takes only its own Origin, answers `knock`, and greets. */
const test = base.extend<{ middle: Middle; socket: Socket }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
  middle: async ({}, use) => {
    const http = createServer((request, response) => {
      response.setHeader("content-security-policy", `connect-src ws://${request.headers.host}`);
      response.end("page");
    });
    const io = new Server(http, {
      allowRequest: (request, decide) =>
        decide(null, request.headers.origin === `http://${request.headers.host}`),
    });
    io.on("connection", (socket) => {
      socket.emit("hello", { v: 1 });
      socket.on("knock", (payload, ack) => ack({ ok: true, got: payload }));
    });
    await once(http.listen(0, "localhost"), "listening");
    const address = http.address();
    const port = typeof address === "object" ? address?.port : 0;
    {
      await using middle = await Middle.before(`http://localhost:${port}`);
      await use(middle);
    }
    await io.close();
  },
  socket: async ({ middle }, use) => {
    const socket = io(middle.origin, {
      autoConnect: false,
      transports: ["websocket"],
      extraHeaders: { origin: middle.origin },
    });
    await use(socket);
    socket.disconnect();
  },
});

const hello = (socket: Socket) => new Promise((resolve) => socket.once("hello", resolve));

test("packets are written as they were read", () => {
  for (const text of [
    '42["hello",{"v":1}]',
    '427["knock",{"b":"AA"}]',
    '437[{"ok":true}]',
    "2",
    "40",
    "0{}",
  ]) {
    expect(writePacket(readPacket(text))).toBe(text);
  }
  const knock = readPacket('427["knock",{"b":"AAEC"}]');
  expect(opaqueOf(knock)).toEqual(Buffer.from([0, 1, 2]));
  expect(writePacket(withOpaque(knock, Buffer.from([3])))).toBe('427["knock",{"b":"Aw"}]');
});

test("an honest middle changes nothing and sees everything", async ({ middle, socket }) => {
  socket.connect();
  expect(await hello(socket)).toEqual({ v: 1 });
  expect(await socket.emitWithAck("knock", { b: "AA" })).toEqual({ ok: true, got: { b: "AA" } });
  expect(middle.passed.map(({ way, packet }) => `${way} ${packet.kind}`)).toEqual(
    expect.arrayContaining(["to-client event", "to-server event", "to-client ack"]),
  );
  const page = await fetch(middle.origin);
  expect(await page.text()).toBe("page");
  expect(page.headers.get("content-security-policy")).toBe(
    `connect-src ${middle.origin.replace("http", "ws")}`,
  );
  expect(middle.fetched).toMatchObject([{ url: "/", bytes: 4 }]);
});

test("a rule can change, drop and invent packets both ways", async ({ middle, socket }) => {
  middle.rule = (packet, way, line) => {
    if (packet.kind !== "event") return [packet];
    if (packet.name === "hello") return [packet, { ...packet, name: "lie" }];
    if (way === "to-server" && packet.ack !== undefined) {
      line.send("to-client", { kind: "ack", ack: packet.ack, payload: { ok: true, place: 0 } });
      return [];
    }
    return [packet];
  };
  const lie = new Promise((resolve) => socket.once("lie", resolve));
  socket.connect();
  expect(await lie).toEqual({ v: 1 });
  expect(await socket.emitWithAck("knock", { b: "AA" })).toEqual({ ok: true, place: 0 });
});

test("a foreign Origin stays foreign", async ({ middle }) => {
  const foreign = io(middle.origin, {
    transports: ["websocket"],
    extraHeaders: { origin: "https://evil.example" },
  });
  await new Promise((resolve) => foreign.once("connect_error", resolve));
  foreign.disconnect();
});
