import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp, createServer } from "node:net";
import { duplexPair } from "node:stream";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeCertificate } from "../../testing/certificate.ts";
import { codeOf, value } from "../../testing/harness.ts";
import { Client, open as connect, Running, streamWire } from "../../testing/wire.ts";
import { CLASS, METHOD, MessageWriter, XOR_MAPPED_ADDRESS, XOR_RELAYED_ADDRESS } from "../stun/index.ts";
import { createTurnServer, type TurnServer } from "./create-turn-server.ts";
import type { TurnServerOptions } from "./options.ts";

const SECRET = "a secret of the tests";
const certificate = makeCertificate();
const running = new Running();

afterEach(() => running.end());

async function start(options: Partial<TurnServerOptions> = {}): Promise<TurnServer> {
  const host = "127.0.0.1";
  const server = await createTurnServer({
    secrets: [SECRET],
    listen: [
      { transport: "udp", host, port: 0 },
      { transport: "tcp", host, port: 0 },
      { transport: "tls", host, port: 0, ...certificate },
      { transport: "udp", host: "::1", port: 0 },
      { transport: "tcp", host: "::1", port: 0 },
    ],
    ...options,
  });
  return running.add(server);
}

const open = (server: TurnServer, index: number) => connect(running, server.listening[index]);

/** What a TLS client says first. */
async function clientHello(port: number): Promise<Buffer> {
  const [ours, theirs] = duplexPair();
  connectTls({ socket: ours, port, rejectUnauthorized: false }).on("error", () => undefined);
  const [hello] = await once(theirs, "data");
  ours.destroy();
  return hello;
}

describe("the running server", () => {
  test("TURN-60: relays between two seats over UDP, TCP and TLS, IPv4 and IPv6, in every pair", async () => {
    const server = await start({
      limits: { allocatesPerSecondPerAddress: 1000, challengesPerSecondPerAddress: 1000 },
    });
    for (let from = 0; from < 5; from++) {
      for (let to = 0; to < 5; to++) {
        const tag = `call-${from}-${to}`;
        server.admit(tag);
        const host = new Client(await open(server, from), server.credentials(tag, "host"));
        const guest = new Client(await open(server, to), server.credentials(tag, "guest"));
        const hostAt = await host.allocate();
        const guestAt = await guest.allocate();
        expect(codeOf(await host.permit(guestAt))).toBe(0);
        expect(codeOf(await guest.permit(hostAt))).toBe(0);
        for (const length of [0, 1, 1000, 1400]) {
          const data = randomBytes(length);
          host.send(guestAt, data);
          expect(await guest.data()).toEqual(data);
        }
        server.closeCall(tag);
      }
    }
    expect(server.metrics()).toMatchObject({ allocations: 0, calls: 0, packetsRelayed: 100 });
  });

  test("TURN-61: a connection handed over with its first bytes is served like any other", async () => {
    const server = await start({ listen: [], relayAddresses: { ipv4: "192.0.2.1" } });
    const front = createServer((socket) =>
      socket.once("data", (first) => {
        socket.pause();
        server.handOver(socket, first);
      }),
    );
    front.listen(0, "127.0.0.1");
    await once(front, "listening");
    running.onEnd(() => front.close());
    const address = front.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const client = new Client(
      await streamWire(running, connectTcp(port, "127.0.0.1"), "connect"),
      server.credentials("call", "host"),
    );
    const allocated = await client.allocate();
    expect(value(allocated, XOR_MAPPED_ADDRESS).ip.text).toBe("127.0.0.1");
    expect(value(allocated, XOR_RELAYED_ADDRESS).ip.text).toBe("192.0.2.1");
    expect(server.metrics().connections).toBe(1);
  });

  test("TURN-62: connections that stay silent, speak something else or stop in a handshake are closed", async () => {
    const server = await start({ limits: { startSeconds: 1, allocations: 10 } });
    const [, tcp, tls] = server.listening;
    const closed = async (port: number, bytes: Buffer) => {
      const socket = connectTcp(port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.on("connect", () => socket.write(bytes));
      socket.resume();
      await once(socket, "close");
    };
    await closed(tcp?.port ?? 0, Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    await closed(tls?.port ?? 0, Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    await closed(tcp?.port ?? 0, Buffer.alloc(0));
    await closed(tcp?.port ?? 0, Buffer.from([0, 1]));
    const hello = await clientHello(tls?.port ?? 0);
    await closed(tls?.port ?? 0, hello.subarray(0, hello.length / 2));
    await vi.waitFor(() => expect(server.metrics().connections).toBe(0));
  });

  test("TURN-63: one address gets its number of connections, and a closed one ends its allocation", async () => {
    const server = await start({ limits: { connectionsPerAddress: 2 } });
    const first = new Client(await open(server, 1), server.credentials("call", "host"));
    await first.allocate();
    await open(server, 1);
    const third = connectTcp(server.listening[1]?.port ?? 0, "127.0.0.1");
    third.on("error", () => undefined);
    await once(third.resume(), "close");
    expect(server.metrics()).toMatchObject({ connections: 2, allocations: 1 });
    await running.end(1);
    await vi.waitFor(() => expect(server.metrics()).toMatchObject({ connections: 0, allocations: 0 }));
  });

  test("TURN-64: whoever never reads gets no queue without end", async () => {
    const server = await start({ limits: { bitsPerSecond: 1e9 } });
    server.admit("call");
    const socket = connectTcp(server.listening[1]?.port ?? 0, "127.0.0.1");
    const guest = new Client(
      await streamWire(running, socket, "connect"),
      server.credentials("call", "guest"),
    );
    const host = new Client(await open(server, 1), server.credentials("call", "host"));
    const guestAt = await guest.allocate();
    const hostAt = await host.allocate();
    await guest.permit(hostAt);
    await host.permit(guestAt);
    socket.pause();
    const data = Buffer.alloc(1400);
    const fill = () => {
      for (let count = 0; count < 2000; count++) host.send(guestAt, data);
    };
    await vi.waitFor(
      () => {
        fill();
        expect(server.metrics().drops["queue-full"]).toBeGreaterThan(100);
      },
      { timeout: 15_000 },
    );
    expect(server.metrics().allocations).toBe(2);
  }, 20_000);

  test("TURN-64: whoever asks and never reads the answers is disconnected", async () => {
    const server = await start({ limits: { bindingsPerSecondPerNetwork: 1e9 } });
    const socket = connectTcp(server.listening[1]?.port ?? 0, "127.0.0.1");
    await streamWire(running, socket, "connect");
    socket.pause();
    const binding = new MessageWriter(METHOD.binding, CLASS.request, randomBytes(12)).finish();
    const many = Buffer.concat(Array.from({ length: 1000 }, () => binding));
    const flood = () => socket.write(many, (error) => error ?? flood());
    flood();
    await vi.waitFor(() => expect(server.metrics().connections).toBe(0), { timeout: 20_000 });
    expect(server.metrics().drops["queue-full"]).toBeGreaterThan(0);
  }, 25_000);
});

describe("starting", () => {
  const code = (options: Partial<TurnServerOptions>) =>
    start({ listen: [], ...options }).then(
      () => "started",
      (error) => `${error.code}`,
    );

  test("TURN-65: every wrong option stops the start with its own sentence", async () => {
    const listen = (host: string, port: number) => [{ transport: "udp" as const, host, port }];
    expect(await code({ secrets: [] })).toBe("secret-missing");
    expect(await code({ secrets: ["short"] })).toBe("secret-length");
    expect(await code({ nonceKey: Buffer.alloc(5) })).toBe("nonce-key-length");
    expect(await code({ realm: "much too long a realm" })).toBe("realm-invalid");
    expect(await code({ limits: { maxLifetime: 5 } })).toBe("limit-invalid");
    expect(await code({ relayAddresses: { ipv4: "::1" } })).toBe("address-invalid");
    expect(await code({ listen: listen("localhost", 0) })).toBe("address-invalid");
    expect(await code({ listen: listen("203.0.113.250", 0) })).toBe("address-unavailable");
    const ranged = (firstPort: number, lastPort: number, denied: string[] = []) =>
      ({ policy: { kind: "public", firstPort, lastPort, denied } }) as const;
    expect(await code(ranged(80, 90))).toBe("ports-invalid");
    expect(await code(ranged(5000, 4000))).toBe("ports-invalid");
    expect(await code(ranged(5000, 6000, ["10.0.0.0/33"]))).toBe("range-invalid");
    expect(await code({ ...ranged(5000, 6000), listen: listen("127.0.0.1", 5500) })).toBe("ports-overlap");
    const tls = { transport: "tls" as const, host: "127.0.0.1", port: 0, cert: "no", key: "no" };
    expect(await code({ listen: [tls] })).toBe("certificate-bad");
  });

  test("TURN-65: a port that is taken stops the start, and nothing listens afterwards", async () => {
    const first = await start();
    const port = first.listening[1]?.port ?? 0;
    const free = { transport: "udp" as const, host: "127.0.0.1", port: 0 };
    const taken = { transport: "tcp" as const, host: "127.0.0.1", port };
    await expect(createTurnServer({ secrets: [SECRET], listen: [free, taken] })).rejects.toMatchObject({
      code: "port-in-use",
      message: `tcp 127.0.0.1:${port}: Another program uses this port already.`,
    });
  });
});
