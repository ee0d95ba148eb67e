import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Capture } from "../../testing/capture.ts";
import { forbiddenIpv4, forbiddenIpv6 } from "../../testing/forbidden-addresses.ts";
import { at, codeOf, value } from "../../testing/harness.ts";
import { Client, open, Running } from "../../testing/wire.ts";
import { type IpAddress, type TransportAddress, XOR_RELAYED_ADDRESS } from "../stun/index.ts";
import { createTurnServer, type TurnServer } from "./create-turn-server.ts";
import type { TurnServerOptions } from "./options.ts";

// S-08: nothing leaves to a place where it must not, seen from outside by tcpdump on every interface.

const HOST = "127.0.0.1";
/** In every datagram of these tests, so that they are told from everything else on the machine. */
const MARK = randomBytes(12);
const running = new Running();

afterEach(() => running.end());

// Thousands of requests, one after the other.
vi.setConfig({ testTimeout: 30_000 });

/** Relay sockets are seen by their ports; the special-purpose address that is allowed proves that the capture sees them. */
const ALLOWED_PEER = "127.0.0.9";
const PUBLIC = {
  kind: "public",
  // Above the ports that the system gives out, so that nobody else's are mistaken for them.
  firstPort: 61_100,
  lastPort: 61_199,
  allowed: [`${ALLOWED_PEER}/32`],
} as const;

async function start(policy: TurnServerOptions["policy"] = { kind: "same-call" }): Promise<TurnServer> {
  const server = await createTurnServer({
    secrets: ["a secret of the tests"],
    listen: [{ transport: "udp", host: HOST, port: 0 }],
    relayAddresses: { ipv4: HOST, ipv6: "::1" },
    policy,
  });
  return running.add(server);
}

async function allocated(server: TurnServer, tag: string, seat: "host" | "guest", family: 4 | 6 = 4) {
  const client = new Client(await open(running, server.listening[0]), server.credentials(tag, seat));
  const relayed = value(await client.allocate(family), XOR_RELAYED_ADDRESS);
  return { client, relayed };
}

/** Tries every way to a peer. @returns the answers to CreatePermission and ChannelBind */
async function tryAll(client: Client, peer: TransportAddress): Promise<number[]> {
  const codes = [codeOf(await client.permit(peer)), codeOf(await client.bind(0x4000, peer))];
  client.send(peer, MARK);
  return codes;
}

const dropsOf = (server: TurnServer) =>
  Object.values(server.metrics().drops).reduce((sum, count) => sum + count, 0);

/** The marked datagrams that went elsewhere than between the server's port and its clients, and all out of relay sockets. */
async function strays(capture: Capture, server: TurnServer): Promise<string[]> {
  const own = `${HOST}.${server.listening[0]?.port}`;
  const mark = MARK.toString("hex");
  const isRelay = (end: string) => /\.611\d\d$/.test(end);
  return (await capture.seen())
    .filter(({ from, to, hex }) => isRelay(from) || (hex.includes(mark) && from !== own && to !== own))
    .map(({ from, to }) => `${from} > ${to}`);
}

async function refuseAll(server: TurnServer, client: Client, peers: readonly IpAddress[]): Promise<void> {
  const drops = dropsOf(server);
  for (const ip of peers) {
    for (const port of [5000, 65_535])
      expect(await tryAll(client, { ip, port }), ip.text).toEqual([403, 403]);
  }
  await vi.waitFor(() => expect(dropsOf(server)).toBe(drops + 2 * peers.length));
}

describe("S-08 under same-call", () => {
  test("S-08: every special-purpose address in every encoding is refused with 403, and nothing goes there", async () => {
    const capture = running.add(await Capture.start());
    const server = await start();
    server.admit("call");
    const host = await allocated(server, "call", "host");
    const guest = await allocated(server, "call", "guest");
    // Outside everything special: refused as well.
    const elsewhere = ["1.2.3.4", "8.8.8.8", "2600::1"].map((text) => at(text, 1).ip);
    const others = [...forbiddenIpv4(), ...forbiddenIpv6(), ...elsewhere].filter(({ text }) => text !== HOST);
    await refuseAll(server, host.client, others);
    expect(server.metrics().refusals["not-the-other-seat"]).toBe(4 * others.length);
    // The one way that is open works, and the capture sees what comes by.
    await host.client.permit(guest.relayed);
    await guest.client.permit(host.relayed);
    host.client.send(guest.relayed, MARK);
    expect(await guest.client.data()).toEqual(MARK);
    expect((await capture.seen()).filter(({ hex }) => hex.includes(MARK.toString("hex")))).not.toEqual([]);
    expect(await strays(capture, server)).toEqual([]);
  });

  test("S-08: the server's own ports and other calls' relayed addresses are refused, and nothing goes there", async () => {
    const capture = running.add(await Capture.start());
    const server = await start();
    for (const tag of ["call", "another"]) server.admit(tag);
    const host = await allocated(server, "call", "host");
    const otherHost = await allocated(server, "another", "host");
    const otherGuest = await allocated(server, "another", "guest");
    const own = at(HOST, server.listening[0]?.port ?? 0);
    const forbidden = [
      own,
      at(HOST, 22),
      at(HOST, 6379),
      host.relayed,
      otherHost.relayed,
      otherGuest.relayed,
    ];
    for (const peer of forbidden) expect(await tryAll(host.client, peer)).toEqual([403, 403]);
    // With the other seat there, a permission covers the address that all share (it has no port); the port is held back.
    const guest = await allocated(server, "call", "guest");
    for (const peer of forbidden) expect(await tryAll(host.client, peer)).toEqual([0, 403]);
    await vi.waitFor(() => expect(dropsOf(server)).toBe(2 * forbidden.length));
    await guest.client.permit(host.relayed);
    host.client.send(guest.relayed, MARK);
    expect(await guest.client.data()).toEqual(MARK);
    expect(server.metrics().packetsRelayed).toBe(1);
    expect(await strays(capture, server)).toEqual([]);
  });

  test("S-08: before admit and after closeCall nothing goes, and the allocations are gone when closeCall returns", async () => {
    const capture = running.add(await Capture.start());
    const server = await start();
    const host = await allocated(server, "call", "host");
    const guest = await allocated(server, "call", "guest");
    expect(await tryAll(host.client, guest.relayed), "before admit").toEqual([403, 403]);
    expect(await tryAll(guest.client, host.relayed), "before admit").toEqual([403, 403]);
    server.admit("call");
    await host.client.bind(0x4000, guest.relayed);
    await guest.client.bind(0x4000, host.relayed);
    expect(server.metrics().allocations).toBe(2);
    server.closeCall("call");
    expect(server.metrics().allocations).toBe(0);
    expect(await tryAll(host.client, guest.relayed), "after closeCall").toEqual([437, 437]);
    // Credentials that are still good give no new allocation.
    const again = new Client(await open(running, server.listening[0]), server.credentials("call", "host"));
    expect(codeOf(await again.allocate()), "allocated again").toBe(403);
    expect(await tryAll(again, guest.relayed), "allocated again").toEqual([437, 437]);
    await vi.waitFor(() => expect(dropsOf(server)).toBe(4));
    expect(server.metrics().packetsRelayed).toBe(0);
    expect(await strays(capture, server)).toEqual([]);
  });
});

describe("S-08 under public", () => {
  for (const family of [4, 6] as const) {
    const count = family === 4 ? "in IPv4" : "in IPv6 and IPv4 in every encoding";
    test(`S-08: every special-purpose address ${count} is refused with 403, and nothing goes there`, async () => {
      const capture = running.add(await Capture.start());
      const server = await start(PUBLIC);
      const { client } = await allocated(server, "someone", "host", family);
      const peers = family === 4 ? forbiddenIpv4() : forbiddenIpv6();
      // The relayed address itself is for meeting others of this server; that is the next test.
      const relayed = family === 4 ? HOST : "::1";
      await refuseAll(
        server,
        client,
        peers.filter(({ text }) => text !== relayed),
      );
      expect(server.metrics().packetsRelayed).toBe(0);
      expect(await strays(capture, server)).toEqual([]);
    });
  }

  test("S-08: own ports and low ports get nothing, a peer that is allowed gets it, and the capture sees that", async () => {
    const capture = running.add(await Capture.start());
    const server = await start(PUBLIC);
    const one = await allocated(server, "someone", "host");
    const other = await allocated(server, "another", "guest");
    // The permission for the address that all allocations share has no port; the port is held back.
    for (const port of [server.listening[0]?.port ?? 0, 22, 61_099]) {
      expect(await tryAll(one.client, at(HOST, port))).toEqual([0, 403]);
    }
    expect(codeOf(await one.client.bind(0x4000, at(ALLOWED_PEER, 53)))).toBe(403);
    expect(codeOf(await one.client.permit(at(ALLOWED_PEER, 53)))).toBe(0);
    one.client.send(at(ALLOWED_PEER, 53), MARK);
    // Someone else's allocation on this server is reached inside it, when that one wants it.
    await one.client.permit(other.relayed);
    one.client.send(other.relayed, MARK);
    await vi.waitFor(() => expect(dropsOf(server)).toBe(5));
    expect(await strays(capture, server)).toEqual([]);
    const peer = createSocket("udp4");
    peer.bind(0, ALLOWED_PEER);
    await once(peer, "listening");
    running.add(peer);
    const arrived = once(peer, "message");
    one.client.send(at(ALLOWED_PEER, peer.address().port), MARK);
    await arrived;
    expect(await strays(capture, server)).toEqual([
      `${HOST}.${one.relayed.port} > ${ALLOWED_PEER}.${peer.address().port}`,
    ]);
  });
});
