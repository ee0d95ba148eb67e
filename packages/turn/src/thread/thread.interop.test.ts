import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeCertificate } from "../../testing/certificate.ts";
import { codeOf, value } from "../../testing/harness.ts";
import { Client, open, Running, streamWire } from "../../testing/wire.ts";
import { createTurnServer } from "../node/create-turn-server.ts";
import { TurnError } from "../node/errors.ts";
import { issue } from "../protocol/credentials.ts";
import { XOR_MAPPED_ADDRESS } from "../stun/index.ts";
import { createTurnThread, type TurnThread, type TurnThreadOptions } from "./create-turn-thread.ts";

const certificate = makeCertificate();
const running = new Running();

afterEach(() => running.end());

const SECRET = "a secret of the tests";
/** Right credentials that the thread was not told of. */
const issuedElsewhere = () => issue(SECRET, "call", "guest", Date.now() / 1000 + 100);

async function start(options: Partial<TurnThreadOptions> = {}): Promise<TurnThread> {
  const thread = await createTurnThread({
    secrets: [SECRET],
    listen: [{ transport: "udp", host: "127.0.0.1", port: 0 }],
    limits: { allocatesPerSecondPerAddress: 1000, challengesPerSecondPerAddress: 1000 },
    ...options,
  });
  return running.add(thread);
}

/** Accepts connections in this thread, reads their first bytes, and hands them over. @returns where */
async function front(
  thread: TurnThread,
  transport: "tcp" | "tls",
  prepare?: (socket: Socket) => void,
  options: { allowHalfOpen?: boolean } = {},
) {
  const accept = (socket: Socket) => {
    socket.once("data", (first) => {
      socket.pause();
      prepare?.(socket);
      thread.handOver(socket, first);
    });
  };
  const server: Server =
    transport === "tls" ? createTlsServer(certificate, accept) : createServer(options, accept);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  running.onEnd(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { transport, host: "127.0.0.1", port };
}

describe("TURN in a thread of its own", () => {
  test("TURN-66: relays between its UDP and connections accepted in this thread, TCP and TLS, both ways", async () => {
    const thread = await start();
    const places = [thread.listening[0], await front(thread, "tcp"), await front(thread, "tls")];
    for (const [from, hostPlace] of places.entries()) {
      for (const [to, guestPlace] of places.entries()) {
        const tag = `call-${from}-${to}`;
        await thread.admit(tag);
        const host = new Client(await open(running, hostPlace), thread.credentials(tag, "host"));
        const guest = new Client(await open(running, guestPlace), thread.credentials(tag, "guest"));
        const hostAt = await host.allocate();
        const guestAt = await guest.allocate();
        expect(value(hostAt, XOR_MAPPED_ADDRESS).ip.text).toBe("127.0.0.1");
        expect(codeOf(await host.permit(guestAt))).toBe(0);
        expect(codeOf(await guest.permit(hostAt))).toBe(0);
        for (const length of [0, 1, 1000, 1400]) {
          const data = Buffer.alloc(length, length);
          host.send(guestAt, data);
          expect(await guest.data()).toEqual(data);
          guest.send(hostAt, data);
          expect(await host.data()).toEqual(data);
        }
        await thread.closeCall(tag);
      }
    }
    expect(await thread.metrics()).toMatchObject({ allocations: 0, calls: 0, packetsRelayed: 72 });
  });

  test("TURN-66: a connection has the address that its owner says, and ends when the client's end does", async () => {
    const opened: unknown[] = [];
    const reasons: string[] = [];
    const thread = await start({
      observer: {
        allocationOpened: (report) => opened.push(report),
        allocationClosed: ({ reason }) => reasons.push(reason),
      },
    });
    const behindProxy = (socket: Socket) => {
      Object.defineProperty(socket, "remoteAddress", { value: "203.0.113.7" });
      Object.defineProperty(socket, "remotePort", { value: 4321 });
    };
    const place = await front(thread, "tcp", behindProxy);
    const socket = connect(place.port, place.host);
    const client = new Client(
      await streamWire(running, socket, "connect"),
      thread.credentials("call", "host"),
    );
    expect(value(await client.allocate(), XOR_MAPPED_ADDRESS)).toMatchObject({
      ip: { text: "203.0.113.7" },
      port: 4321,
    });
    expect(opened).toEqual([{ callTag: "call", seat: "h", transport: "tcp" }]);
    expect((await thread.metrics()).connections).toBe(1);
    socket.end();
    await vi.waitFor(() => expect(reasons).toEqual(["connection-closed"]));
    expect(await thread.metrics()).toMatchObject({ connections: 0, allocations: 0 });
  });

  test("TURN-66: a half-open socket of an HTTP server is closed when the client ends", async () => {
    const thread = await start();
    const place = await front(thread, "tcp", undefined, { allowHalfOpen: true });
    const socket = connect(place.port, place.host);
    const client = new Client(
      await streamWire(running, socket, "connect"),
      thread.credentials("call", "host"),
    );
    await client.allocate();
    socket.end();
    await once(socket, "close");
  });

  test("TURN-66: what speaks something else is disconnected, as are too many of one address", async () => {
    const thread = await start({ limits: { connectionsPerAddress: 1 } });
    const place = await front(thread, "tcp");
    const stranger = connect(place.port, place.host, () => stranger.write("GET / HTTP/1.1\r\n\r\n"));
    await once(stranger.resume(), "close");
    await open(running, place).then((wire) => wire.send(Buffer.from([0, 1])));
    await vi.waitFor(async () => expect((await thread.metrics()).connections).toBe(1));
    const second = connect(place.port, place.host, () => second.write(Buffer.from([0, 1])));
    await once(second.resume(), "close");
    expect((await thread.metrics()).connections).toBe(1);
  });

  test("TURN-16: a name issued in the owner's thread is known by its hash in the other", async () => {
    const thread = await start();
    const wire = await open(running, await front(thread, "tcp"));
    const client = new Client(wire, thread.credentials("call", "host"), true);
    expect(codeOf(await client.allocate())).toBe(0);
    const stranger = new Client(await open(running, await front(thread, "tcp")), issuedElsewhere(), true);
    expect(codeOf(await stranger.allocate())).toBe(401);
  });

  test("TURN-66: UDP media passes without a message to the owner's thread", async () => {
    let messages = 0;
    process.once("worker", (worker: Worker) => worker.on("message", () => messages++));
    const thread = await start();
    await thread.admit("call");
    const [place] = thread.listening;
    const host = new Client(await open(running, place), thread.credentials("call", "host"));
    const guest = new Client(await open(running, place), thread.credentials("call", "guest"));
    const [hostAt, guestAt] = [await host.allocate(), await guest.allocate()];
    await host.permit(guestAt);
    await guest.permit(hostAt);
    const before = messages;
    for (let count = 0; count < 100; count++) {
      host.send(guestAt, Buffer.from(`${count}`));
      expect(`${await guest.data()}`).toBe(`${count}`);
    }
    expect(messages).toBe(before);
    expect((await thread.metrics()).packetsRelayed).toBe(100);
  });
});

describe("what waits between the threads", () => {
  test("TURN-54, TURN-66: media to someone who never reads is dropped, not kept", async () => {
    const thread = await start({ limits: { bitsPerSecond: 1e9 } });
    await thread.admit("call");
    const accepted: Socket[] = [];
    const place = await front(thread, "tcp", (socket) => accepted.push(socket));
    const socket = connect(place.port, place.host);
    const guest = new Client(
      await streamWire(running, socket, "connect"),
      thread.credentials("call", "guest"),
    );
    const host = new Client(await open(running, place), thread.credentials("call", "host"));
    const guestAt = await guest.allocate();
    const hostAt = await host.allocate();
    await guest.permit(hostAt);
    await host.permit(guestAt);
    socket.pause();
    const data = Buffer.alloc(1400);
    await vi.waitFor(
      async () => {
        for (let count = 0; count < 1000; count++) host.send(guestAt, data);
        expect((await thread.metrics()).drops["queue-full"]).toBeGreaterThan(100);
        // The system's buffers are full as well, and what waits stays where the limit is.
        expect(accepted[0]?.writableLength).toBeGreaterThan(64 * 1024);
      },
      { timeout: 15_000 },
    );
    expect(accepted[0]?.writableLength).toBeLessThan(150 * 1024);
    expect(await thread.metrics()).toMatchObject({ allocations: 2, connections: 2 });
    socket.resume();
    // And once it reads again, media comes again.
    const before = (await thread.metrics()).packetsRelayed;
    await vi.waitFor(async () => {
      host.send(guestAt, data);
      expect((await thread.metrics()).packetsRelayed).toBeGreaterThan(before);
    });
  }, 20_000);
});

describe("the beginning and the end of the thread", () => {
  const codeOfStart = (options: Partial<TurnThreadOptions>) =>
    start(options).then(
      () => "started",
      (error) => error,
    );

  test("TURN-65, TURN-66: a wrong option stops the start with the same error as without a thread", async () => {
    const taken = await start();
    const port = taken.listening[0]?.port ?? 0;
    const cases: Partial<TurnThreadOptions>[] = [
      { secrets: ["short"] },
      { listen: [{ transport: "udp", host: "127.0.0.1", port }] },
      { listen: [{ transport: "tls", host: "127.0.0.1", port: 0, cert: "no", key: "no" }] },
      { policy: { kind: "public", firstPort: 5000, lastPort: 4000 } },
    ];
    for (const options of cases) {
      const error = await codeOfStart(options);
      const same = await createTurnServer({ secrets: [SECRET], listen: [], ...options }).then(
        () => undefined,
        (reason) => reason,
      );
      expect(error).toBeInstanceOf(TurnError);
      expect([error.code, error.message]).toEqual([same.code, same.message]);
    }
  });

  test("TURN-65, TURN-66: questions that make no sense are refused, and the thread goes on", async () => {
    const thread = await start();
    await expect(thread.admit("no call tag")).rejects.toMatchObject({ code: "call-tag-invalid" });
    expect(() => thread.credentials("", "host")).toThrow(TurnError);
    await expect(thread.drain({ ipv4: { host: "::1", port: 1 } })).rejects.toMatchObject({
      code: "address-invalid",
    });
    await thread.drain({ ipv4: { host: "203.0.113.1", port: 3478 } });
    const client = new Client(await open(running, thread.listening[0]), thread.credentials("call", "host"));
    expect(codeOf(await client.allocate())).toBe(300);
    await thread.closeCall("nobody knows it");
  });

  test("TURN-66: closing ends connections and the thread, and can be done again", async () => {
    const thread = await start({ onFailed: () => expect.unreachable() });
    const place = await front(thread, "tcp");
    const socket = connect(place.port, place.host);
    const client = new Client(
      await streamWire(running, socket, "connect"),
      thread.credentials("call", "host"),
    );
    await client.allocate();
    const ended = once(socket, "close");
    await thread.close();
    await ended;
    await thread.close();
    await thread.closeCall("call");
    await expect(thread.admit("call")).rejects.toMatchObject({ code: "thread-ended" });
    const late = connect(place.port, place.host, () => late.write(Buffer.from([0, 1])));
    await once(late.resume(), "close");
  });

  test("TURN-66: a thread that breaks ends its connections and questions, and the owner hears why", async () => {
    const failures: TurnError[] = [];
    const created = once(process, "worker");
    const thread = await start({ onFailed: (error) => failures.push(error) });
    const [worker] = await created;
    const place = await front(thread, "tcp");
    const socket = connect(place.port, place.host);
    const client = new Client(
      await streamWire(running, socket, "connect"),
      thread.credentials("call", "host"),
    );
    await client.allocate();
    const ended = once(socket, "close");
    worker.postMessage(["no bytes", 1, 1]);
    const question = thread.metrics();
    await expect(question).rejects.toMatchObject({ code: "thread-ended" });
    expect(failures).toMatchObject([{ code: "thread-ended", cause: expect.any(TypeError) }]);
    await ended;
    await thread.closeCall("call");
    const another = await start();
    expect((await another.metrics()).connections).toBe(0);
  });
});
