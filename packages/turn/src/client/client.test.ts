import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeCertificate } from "../../testing/certificate.ts";
import { createTurnServer, type TurnServer } from "../node/create-turn-server.ts";
import type { TurnServerOptions } from "../node/options.ts";
import { type AllocateOptions, type Allocation, openAllocation } from "./allocation.ts";
import { askChallenge } from "./ask-challenge.ts";
import { askBinding } from "./binding.ts";
import { connectTo } from "./connection.ts";
import { parseServerUrl, type ServerUrl } from "./server-url.ts";

const { cert, key } = makeCertificate();
const running: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function start(options: Partial<TurnServerOptions> = {}): Promise<TurnServer> {
  const server = await createTurnServer({
    secrets: ["a secret of the tests"],
    listen: [
      { transport: "udp", host: "127.0.0.1", port: 0 },
      { transport: "tcp", host: "127.0.0.1", port: 0 },
      { transport: "tls", host: "127.0.0.1", port: 0, cert, key },
      { transport: "udp", host: "::1", port: 0 },
    ],
    limits: { allocatesPerSecondPerAddress: 1000, challengesPerSecondPerAddress: 1000 },
    ...options,
  });
  running.push(() => server.close());
  return server;
}

function urlOf(server: TurnServer, index: number): ServerUrl {
  const { transport, host, port } = server.listening[index] ?? { transport: "udp", host: "", port: 0 };
  const place = host.includes(":") ? `[${host}]` : host;
  return parseServerUrl(
    transport === "tls" ? `turns:${place}:${port}` : `turn:${place}:${port}?transport=${transport}`,
  );
}

async function open(
  server: TurnServer,
  index: number,
  seat: "host" | "guest" | "test" = "test",
  options: AllocateOptions = {},
): Promise<Allocation> {
  const credentials = server.credentials("call", seat);
  const allocation = await openAllocation(urlOf(server, index), credentials, { ca: cert, ...options });
  running.push(() => allocation.close());
  return allocation;
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 0,
    (error) => error.refusal?.status ?? error.code,
  );

describe("with the server of this package", () => {
  test("Binding tells the own address over UDP, TCP, TLS and IPv6", async () => {
    const server = await start();
    for (const [index, own] of ["127.0.0.1", "127.0.0.1", "127.0.0.1", "::1"].entries()) {
      const connection = await connectTo(urlOf(server, index), { ca: cert });
      running.push(() => connection.close());
      expect((await askBinding(connection)).ip.text).toBe(own);
    }
  });

  test("a server that wants credentials says its realm and a nonce", async () => {
    const server = await start();
    const connection = await connectTo(urlOf(server, 1));
    running.push(() => connection.close());
    expect(await askChallenge(connection)).toMatchObject({ realm: "onecall" });
  });

  test("two allocations relay to each other by Send and by channel, in every pair of transports", async () => {
    const server = await start();
    server.admit("call");
    for (let from = 0; from < 4; from++) {
      for (let to = 0; to < 4; to++) {
        const a = await open(server, from);
        const b = await open(server, to);
        expect(a.wasAskedWho).toBe(true);
        await a.permit(b.relayed);
        await b.bindChannel(0x4001, a.relayed);
        const [first, second] = [randomBytes(7), randomBytes(1200)];
        a.send(b.relayed, first);
        expect(await b.receive(2000)).toEqual({ from: a.relayed, data: first });
        b.sendChannel(0x4001, second);
        expect(await a.receive(2000)).toEqual({ from: b.relayed, data: second });
        await Promise.all([a.close(), b.close()]);
      }
    }
    expect(server.metrics().allocations).toBe(0);
  });

  test("closing frees the allocation before it returns", async () => {
    const server = await start();
    const allocation = await open(server, 0);
    expect(allocation.lifetime).toBe(600);
    expect(allocation.mapped.ip.text).toBe("127.0.0.1");
    expect(server.metrics().allocations).toBe(1);
    await allocation.close();
    await allocation.close();
    expect(server.metrics().allocations).toBe(0);
    await expect(allocation.receive(2000)).rejects.toMatchObject({ code: "closed" });
  });

  test("refusals come with their number: 401, 403, 440, 486, 508", async () => {
    const server = await start({
      relayAddresses: { ipv4: "127.0.0.1" },
      limits: { allocationsPerUser: 1, challengesPerSecondPerAddress: 1000 },
    });
    const good = server.credentials("call", "host");
    const wrong = { ...good, password: "wrong" };
    expect(await refusal(openAllocation(urlOf(server, 0), wrong))).toBe(401);
    const old = { username: "1:call.h", password: "x" };
    expect(await refusal(openAllocation(urlOf(server, 1), old))).toBe(401);
    expect(await refusal(openAllocation(urlOf(server, 0), good, { relayFamily: 6 }))).toBe(440);
    const host = await open(server, 0, "host");
    expect(await refusal(host.permit(host.relayed))).toBe(403);
    expect(await refusal(host.bindChannel(0x4000, host.relayed))).toBe(403);
    expect(await refusal(host.bindChannel(0x5000, host.relayed))).toBe(400);
    expect(await refusal(open(server, 1, "host"))).toBe(486);
    server.drain();
    expect(await refusal(open(server, 1, "guest"))).toBe(508);
    expect(server.metrics().allocations).toBe(1);
  });

  test("goes where 300 says, over the same transport, and not in circles", async () => {
    const [first, second] = [await start(), await start()];
    for (let index = 0; index < 3; index++) {
      const port = second.listening[index]?.port ?? 0;
      first.drain({ ipv4: { host: "127.0.0.1", port } });
      const allocation = await open(first, index);
      expect(second.metrics().allocations).toBe(1);
      await allocation.close();
    }
    const port = first.listening[1]?.port ?? 0;
    first.drain({ ipv4: { host: "127.0.0.1", port } });
    await expect(open(first, 1)).rejects.toMatchObject({
      code: "refusal",
      refusal: { status: 300, alternate: { port } },
    });
    await vi.waitFor(() => expect(first.metrics().connections).toBe(0));
  });
});

describe("certificates", () => {
  test("are verified against the authorities and the name", async () => {
    const server = await start({
      listen: [
        { transport: "tls", host: "127.0.0.1", port: 0, cert, key },
        { transport: "tls", host: "127.0.0.2", port: 0, cert, key },
        { transport: "tcp", host: "127.0.0.1", port: 0 },
      ],
    });
    const code = (url: string, ca?: Buffer) =>
      connectTo(parseServerUrl(url), { ca, timeout: 2000, family: 4 }).then(
        (connection) => {
          connection.close();
          return "connected";
        },
        (error) => error.code,
      );
    const [good, other, plain] = server.listening.map(({ port }) => port);
    expect(await code(`turns:127.0.0.1:${good}`, cert)).toBe("connected");
    expect(await code(`turns:localhost:${good}`, cert)).toBe("connected");
    expect(await code(`turns:127.0.0.1:${good}`)).toBe("certificate-untrusted");
    expect(await code(`turns:127.0.0.2:${other}`, cert)).toBe("certificate-name");
    expect(await code(`turns:127.0.0.1:${plain}`, cert)).toBe("closed");
  });
});
