import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { makeCertificate } from "../../testing/certificate.ts";
import { createTurnServer, type TurnServer } from "./create-turn-server.ts";
import type { TurnServerOptions } from "./options.ts";

// Clients that nobody here wrote: coturn's from the Debian package coturn, aioice from python3-aioice, werift from npm.

const SECRET = "a secret of the tests";
const HOST = "127.0.0.1";
const certificate = makeCertificate();
const run = promisify(execFile);
const running: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function start(policy?: TurnServerOptions["policy"], relay = HOST): Promise<TurnServer> {
  const server = await createTurnServer({
    secrets: [SECRET],
    listen: [
      { transport: "udp", host: HOST, port: 0 },
      { transport: "tcp", host: HOST, port: 0 },
      { transport: "tls", host: HOST, port: 0, ...certificate },
    ],
    relayAddresses: { ipv4: relay },
    limits: { allocatesPerSecondPerAddress: 1000, challengesPerSecondPerAddress: 1000 },
    ...(policy && { policy }),
  });
  running.push(() => server.close());
  return server;
}

/** What coturn's client says it sent and received, bytes. It ends with 0 even when all was lost. */
async function uclient(server: TurnServer, listener: number, user: string, ...flags: string[]) {
  const port = `${server.listening[listener]?.port}`;
  const transport = [[], ["-t"], ["-t", "-S"]][listener] ?? [];
  const fixed = ["-u", user, "-W", SECRET, "-n", "10", "-m", "2", "-l", "170", "-X", "-s", "-z", "5"];
  const { stdout } = await run("turnutils_uclient", [...fixed, ...transport, ...flags, "-p", port, HOST], {
    timeout: 40_000,
  });
  const total = (name: string) =>
    Number([...stdout.matchAll(new RegExp(`${name} ~ (\\d+)`, "g"))].at(-1)?.[1]);
  return { sent: total("tot_send_bytes"), received: total("tot_recv_bytes") };
}

/** An echo on two ports of 127.0.0.1: the client sends RTCP to the one above. @returns the lower one */
async function startPeer(): Promise<string> {
  for (let port = 40_000; ; port += 2) {
    try {
      await echo(port);
      await echo(port + 1);
      return `${port}`;
    } catch {
      // Someone has one of them.
    }
  }
}

async function echo(port: number): Promise<void> {
  const socket = createSocket("udp4");
  socket.on("message", (bytes, { address, port: from }) => socket.send(bytes, from, address));
  socket.bind(port, HOST);
  await once(socket, "listening");
  running.push(() => socket.close());
}

const PUBLIC = {
  kind: "public",
  firstPort: 50_000,
  lastPort: 50_999,
  bind: { ipv4: "127.0.0.2" },
  allowed: ["127.0.0.0/8"],
} as const;

describe("coturn's clients", () => {
  test("TURN-70: turnutils_stunclient learns its address", async () => {
    const server = await start();
    const { stdout } = await run("turnutils_stunclient", ["-p", `${server.listening[0]?.port}`, HOST], {
      timeout: 10_000,
    });
    expect(stdout).toMatch(/reflexive addr: 127\.0\.0\.1:\d+/);
  });

  for (const [listener, transport] of ["UDP", "TCP", "TLS"].entries()) {
    test(`TURN-70: turnutils_uclient under public over ${transport}`, { timeout: 60_000 }, async () => {
      const server = await start(PUBLIC, "127.0.0.2");
      const peer = await startPeer();
      const { sent, received } = await uclient(server, listener, "someone", "-e", HOST, "-r", peer);
      expect(sent).toBe(3400);
      // Over TLS this client stops reading early, with every server; what it was sent is counted here.
      if (transport !== "TLS") expect(received).toBe(3400);
      expect(server.metrics().packetsRelayed).toBeGreaterThanOrEqual(transport === "TLS" ? 20 : 40);
    });

    test(`TURN-70: turnutils_uclient -y under same-call over ${transport}`, { timeout: 60_000 }, async () => {
      const server = await start();
      server.admit("test-call");
      const { sent, received } = await uclient(server, listener, "test-call.t", "-y", "-c");
      expect(sent).toBe(3400);
      if (transport !== "TLS") expect(received).toBe(3400);
      expect(server.metrics()).toMatchObject({ packetsRelayed: 20, bytesRelayed: 3400 });
    });
  }

  for (const flag of ["-g", "-D", "-G"]) {
    test(`TURN-70: turnutils_uclient ${flag} under public`, { timeout: 60_000 }, async () => {
      const server = await start(PUBLIC, "127.0.0.2");
      const peer = await startPeer();
      const { sent, received } = await uclient(server, 0, "someone", flag, "-e", HOST, "-r", peer);
      expect([sent, received]).toEqual([3400, 3400]);
    });
  }

  test("TURN-70: turnutils_uclient reaches nothing before the call is admitted", {
    timeout: 60_000,
  }, async () => {
    const server = await start();
    await uclient(server, 0, "test-call.t", "-y", "-c").catch(() => undefined);
    expect(server.metrics().refusals["not-admitted"]).toBeGreaterThan(0);
    expect(server.metrics().packetsRelayed).toBe(0);
  });
});

const aioice = fileURLToPath(new URL("../../testing/aioice-call.py", import.meta.url));

describe("aioice", () => {
  for (const transport of ["udp", "tcp"] as const) {
    test(`TURN-71: two agents with relay candidates only connect over ${transport}`, {
      timeout: 40_000,
    }, async () => {
      const server = await start();
      server.admit("call");
      const host = server.credentials("call", "host");
      const guest = server.credentials("call", "guest");
      const port = `${server.listening.find((one) => one.transport === transport)?.port}`;
      const names = [host.username, host.password, guest.username, guest.password];
      const child: ChildProcess = spawn("/usr/bin/python3", [aioice, port, transport, ...names]);
      running.push(() => child.kill());
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
      await once(child, "close");
      expect(output.trim().split("\n").at(-1)).toBe("host got: from guest, guest got: from host");
      expect(server.metrics().packetsRelayed).toBeGreaterThan(4);
    });
  }
});
