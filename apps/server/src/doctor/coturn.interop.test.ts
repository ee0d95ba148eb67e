import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { issueCredentials } from "@onecall/turn";
import { type Allocation, openAllocation, parseServerUrl } from "@onecall/turn/client";
import { parseIp, type TransportAddress } from "@onecall/turn/stun";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { IPV4, IPV6, spellings } from "../../testing/coturn/addresses.ts";
import {
  addSecret,
  type Coturn,
  deleteSecret,
  findPlace,
  type Place,
  RELAY_PORTS,
  shippedConfiguration,
  startCoturn,
} from "../../testing/coturn/coturn.ts";

// deploy/coturn/turnserver-4.6.conf in Debian's coturn: only addresses, ports and paths are others. Needs the Debian packages
// coturn and tcpdump, and the right to capture.

const SECRETS = ["the secret that issues", "the one before it"];
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const open: Allocation[] = [];
let place: Place;
let coturn: Coturn;
let capture: Capture;

beforeAll(async () => {
  place = await findPlace();
  const file = join(place.folder, "turnserver.conf");
  writeFileSync(file, shippedConfiguration(place));
  for (const secret of SECRETS) await addSecret(place, secret);
  coturn = await startCoturn(place, file);
  capture = await Capture.start();
});

afterAll(async () => {
  await Promise.all(open.map((allocation) => allocation.close()));
  await capture?.stop();
  await coturn?.stop();
  rmSync(place.folder, { recursive: true });
});

/** Every UDP packet of this machine to or from a relay port. */
class Capture {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  #look: () => void = () => undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(): Promise<Capture> {
    const filter = `udp portrange ${RELAY_PORTS.first}-${RELAY_PORTS.last}`;
    const child = spawn("tcpdump", ["-i", "any", "-l", "-n", "-q", filter], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const capture = new Capture(child);
    createInterface({ input: child.stdout }).on("line", (line) => {
      capture.lines.push(line);
      capture.#look();
    });
    for await (const line of createInterface({ input: child.stderr }))
      if (line.includes("listening on")) break;
    return capture;
  }

  /** Resolves when a packet with data of that length was seen. */
  sees(length: number): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.lines.some((line) => line.endsWith(`length ${length}`))) resolve();
      };
      this.#look();
    });
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await once(this.#child, "close");
  }
}

const urls = ({ ipv4, port, tlsPort }: Place) => ({
  udp: `turn:${ipv4}:${port}?transport=udp`,
  tcp: `turn:${ipv4}:${port}?transport=tcp`,
  tls: `turns:${ipv4}:${tlsPort}?transport=tcp`,
});

async function allocate(
  transport: "udp" | "tcp" | "tls",
  options: { user?: string; family?: 4 | 6; secret?: string | undefined } = {},
): Promise<Allocation> {
  const { user = "call", family, secret = SECRETS[0] ?? "" } = options;
  const credentials = issueCredentials(secret, user, "host", Date.now() / 1000 + 600);
  const allocation = await openAllocation(parseServerUrl(urls(place)[transport]), credentials, {
    ca: place.certificate.pem,
    relayFamily: family,
  });
  open.push(allocation);
  return allocation;
}

const statusOf = (promise: Promise<unknown>): Promise<number | string> =>
  promise.then(
    () => 0,
    (error) => error.refusal?.status ?? error.code,
  );

const at = (text: string, port: number): TransportAddress => {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`${text} is no address`);
  return { ip, port };
};

/** Relays one packet of that length between two new allocations, and waits until the capture has it. */
async function relayOnce(user: string, length: number): Promise<void> {
  const one = await allocate("udp", { user });
  const two = await allocate("udp", { user });
  await two.permit(one.relayed);
  await one.permit(two.relayed);
  one.send(two.relayed, Buffer.alloc(length));
  await two.receive(5000);
  await capture.sees(length);
}

describe("the shipped configuration", () => {
  test("is understood line by line", async () => {
    const start = async (more: string) => {
      const own = await findPlace();
      const told = shippedConfiguration(own).replace(/^(log-file=.*|no-stdout-log)$/gm, "");
      const file = join(own.folder, "turnserver.conf");
      writeFileSync(file, `${told}\nlog-file=stdout\n${more}`);
      const server = await startCoturn(own, file);
      await server.stop();
      rmSync(own.folder, { recursive: true });
      return server.output();
    };
    expect(await start("")).not.toMatch(/bad configuration|unknown|invalid|warning|error/i);
    expect(await start("no-such-option\n")).toMatch(/bad configuration/i);
  });

  test("two allocations relay to each other over UDP, TCP and TLS, with both secrets", async () => {
    for (const transport of ["udp", "tcp", "tls"] as const) {
      const one = await allocate(transport);
      const two = await allocate(transport, { secret: SECRETS[1] });
      expect(one.lifetime).toBeLessThanOrEqual(600);
      await one.permit(two.relayed);
      await two.bindChannel(0x4000, one.relayed);
      one.send(two.relayed, Buffer.from("by Send"));
      expect((await two.receive(5000)).data.toString()).toBe("by Send");
      two.sendChannel(0x4000, Buffer.from("by channel"));
      expect((await one.receive(5000)).data.toString()).toBe("by channel");
      await Promise.all([one.close(), two.close()]);
    }
  });

  test("no other peer is reached, in no spelling, and nothing goes out", async () => {
    const heard: string[] = [];
    const listeners = [];
    for (const [type, address] of [
      ["udp4", "127.0.0.1"],
      ["udp6", "::1"],
    ] as const) {
      const socket = createSocket(type).on("message", () => heard.push(address));
      socket.bind(0, address);
      await once(socket, "listening");
      listeners.push({ socket, port: socket.address().port });
    }
    await relayOnce("before", 99);
    const before = capture.lines.length;
    const refused: string[] = [];
    for (const family of [4, 6] as const) {
      const allocation = await allocate("udp", { user: `refused-${family}`, family });
      const peers = family === 4 ? IPV4 : [...IPV6, ...[...IPV4, place.ipv4].flatMap(spellings)];
      refused.push(`${allocation.relayed.ip.text}.${allocation.relayed.port} > `);
      let channel = 0x4000;
      for (const address of peers) {
        for (const port of listeners.map((listener) => listener.port)) {
          const peer = at(address, port);
          expect([address, await statusOf(allocation.permit(peer))]).toEqual([address, 403]);
          expect([address, await statusOf(allocation.bindChannel(channel++, peer))]).toEqual([address, 403]);
          allocation.send(peer, Buffer.alloc(77));
        }
      }
      const other = family === 4 ? at("::1", 9) : at("127.0.0.1", 9);
      expect(await statusOf(allocation.permit(other))).toBe(443);
    }
    // What is relayed afterwards shows that the capture has seen everything before it.
    await relayOnce("after", 88);
    const sent = capture.lines.slice(before).filter((line) => refused.some((from) => line.includes(from)));
    expect(sent).toEqual([]);
    expect(heard).toEqual([]);
    for (const { socket } of listeners) socket.close();
  }, 60_000);

  test("a packet from outside reaches no allocation", async () => {
    const allocation = await allocate("udp", { user: "outside" });
    const friend = await allocate("udp", { user: "outside" });
    const outside = createSocket("udp4").bind(0, place.ipv4);
    await once(outside, "listening");
    outside.send(Buffer.alloc(66), allocation.relayed.port, allocation.relayed.ip.text);
    await capture.sees(66);
    await allocation.permit(friend.relayed);
    await friend.permit(allocation.relayed);
    friend.send(allocation.relayed, Buffer.from("first"));
    expect((await allocation.receive(5000)).data.toString()).toBe("first");
    outside.close();
  });

  test("quotas hold: 16 allocations a user, 2,000 in all", async () => {
    await Promise.all(open.splice(0).map((allocation) => allocation.close()));
    for (let count = 0; count < 16; count++) await allocate("udp", { user: "greedy" });
    expect(await statusOf(allocate("udp", { user: "greedy" }))).toBe(486);
    const statuses = new Map<number | string, number>([[0, 16]]);
    for (let crowd = 0; crowd < 140; crowd++) {
      const user = `crowd-${crowd}`;
      const all = Array.from({ length: 15 }, () => statusOf(allocate("udp", { user })));
      for (const status of await Promise.all(all)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    // 437: a client got the port of one that is just gone.
    expect([0, 437, 486]).toEqual(expect.arrayContaining([...statuses.keys()]));
    expect(statuses.get(486)).toBeGreaterThan(0);
    // Some of the ones closed above may still count.
    expect(statuses.get(0)).toBeGreaterThan(1950);
    expect(statuses.get(0)).toBeLessThanOrEqual(2000);
  }, 120_000);

  test("secrets change while it runs", async () => {
    await addSecret(place, "the secret after it");
    await deleteSecret(place, SECRETS[1] ?? "");
    expect(await statusOf(allocate("tcp", { user: "old", secret: SECRETS[1] }))).toBe(401);
    expect(await statusOf(allocate("tcp", { user: "new", secret: "the secret after it" }))).not.toBe(401);
  });

  test("nothing is logged but that, and nowhere", async () => {
    expect(coturn.output()).not.toContain(place.ipv4);
    expect(coturn.output()).not.toMatch(/peer|user|remote|session/i);
    expect(readdirSync("/var/log").filter((name) => name.includes(`turn_${coturn.pid}_`))).toEqual([]);
  });
});
