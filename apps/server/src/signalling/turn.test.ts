import type { AckOf } from "@onecall/protocol";
import { type Allocation, openAllocation, parseServerUrl } from "@onecall/turn/client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Device } from "../../testing/device.ts";
import { knock } from "../../testing/device.ts";
import { newWorld, type World } from "../../testing/world.ts";

const ON = { host: "127.0.0.1", turn: "same-call", turnPort: "none" } as const;
const EXTERNAL = [
  {
    urls: ["turn:far.example:3478?transport=udp", "stun:far.example"],
    secrets: ["the secret of another server"],
  },
];

type Answer = Extract<AckOf<"turn">, { ok: true }>;

const askTurn = async (device: Device, p?: number): Promise<Answer> => {
  const answer = await device.request("turn", p === undefined ? {} : { p });
  if (!("ok" in answer)) throw new Error(`refused: ${answer.err}`);
  return answer;
};

const relays = ({ servers }: Answer) => servers.flatMap((server) => ("username" in server ? [server] : []));

/** Allocates with what a device was told, over UDP on the page's port. */
const allocate = async (answer: Answer): Promise<Allocation> => {
  const [server] = relays(answer);
  const allocation = await openAllocation(
    parseServerUrl(server?.urls[0] ?? ""),
    { username: server?.username ?? "", password: server?.credential ?? "" },
    { timeout: 1_000 },
  );
  onTestFinished(() => allocation.close());
  return allocation;
};

/** A host and a guest whose knock it has, with an allocation each. */
const meet = async (world: World) => {
  const host = await world.host();
  const { device: guest, identity } = await world.guest();
  await guest.request("knock", { b: knock() });
  const { p } = await host.next("knock");
  const hostEnd = await allocate(await askTurn(host, p));
  const guestEnd = await allocate(await askTurn(guest));
  return { host, guest, identity, p, hostEnd, guestEnd };
};

/** True once the server relays from one to the other. */
const mayRelay = async (from: Allocation, to: Allocation): Promise<boolean> => {
  try {
    await from.permit(to.relayed);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ refusal: { status: 403 } });
    return false;
  }
};

/** Resolves when the allocation is gone from the server, which is asked again and again. */
const waitForEnd = (end: Allocation): Promise<void> =>
  vi.waitFor(
    async () => {
      await expect(end.permit(end.relayed)).rejects.toMatchObject({ refusal: { status: 437 } });
    },
    { timeout: 1_000, interval: 50 },
  );

describe("who is told what", () => {
  test("ICE-1, ICE-2: in the lobby, and for a host without a guest, servers that need no credentials", async () => {
    const world = await newWorld(ON);
    const { port } = new URL(world.server.url);
    const stun = { ok: true, ttl: 600, servers: [{ urls: [`stun:127.0.0.1:${port}`] }] };
    const host = await world.host();
    expect(await askTurn(host)).toEqual(stun);
    expect(await host.request("turn", { p: 7 })).toEqual({ err: "closed" });
    const { device: guest } = await world.guest();
    expect(await askTurn(guest)).toEqual(stun);
  });

  test("ICE-2: the front of the queue and the host's device, but nobody behind it", async () => {
    const world = await newWorld(ON);
    const { host, p } = await meet(world);
    const { device: second } = await world.guest();
    await second.request("knock", { b: knock() });
    expect(relays(await askTurn(second))).toEqual([]);
    const [server] = relays(await askTurn(host, p));
    expect(server?.username).toMatch(/^\d+:[0-9a-f]{16}\.h$/);
    expect(server?.urls).toEqual([
      expect.stringMatching(/^turn:127\.0\.0\.1:\d+\?transport=udp$/),
      expect.stringMatching(/^turn:127\.0\.0\.1:\d+\?transport=tcp$/),
    ]);
  });

  test("ICE-2: servers that know nothing of admit are named after it, and announced before", async () => {
    const world = await newWorld({ ...ON, turnExternal: EXTERNAL });
    const { host, guest, identity, p } = await meet(world);
    const before = await askTurn(guest);
    expect(before.more).toBe(true);
    expect(before.servers).toContainEqual({ urls: ["stun:far.example"] });
    expect(JSON.stringify(before)).not.toContain("turn:far.example");
    await host.admit(world.room, identity, 0);
    for (const [device, handle] of [[guest], [host, p]] as const) {
      const after = await askTurn(device, handle);
      expect(after.more).toBeUndefined();
      expect(relays(after).map(({ urls }) => urls[0])).toContain(EXTERNAL[0]?.urls[0]);
    }
  });

  test("ICE-2: under the public policy own credentials wait for admit too", async () => {
    const world = await newWorld({
      ...ON,
      turn: "public",
      turnPorts: { firstPort: 50_000, lastPort: 50_099 },
    });
    const host = await world.host();
    const { device: guest, identity } = await world.guest();
    await guest.request("knock", { b: knock() });
    await host.next("knock");
    expect(await askTurn(guest)).toMatchObject({ more: true });
    expect(relays(await askTurn(guest))).toEqual([]);
    await host.admit(world.room, identity, 0);
    expect(relays(await askTurn(guest))).toHaveLength(1);
  });

  test("ICE-1: turn off means no servers; turnUrls stand instead of the derived ones", async () => {
    const off = await newWorld({ turn: "off" });
    expect(await askTurn(await off.host())).toEqual({ ok: true, ttl: 600, servers: [] });
    const told = await newWorld({ ...ON, turnUrls: ["stun:elsewhere.example", "turn:elsewhere.example"] });
    expect((await askTurn(await told.host())).servers).toEqual([{ urls: ["stun:elsewhere.example"] }]);
  });

  test("STRIKE-2: asking without end is refused with a time to wait", async () => {
    const world = await newWorld({ ...ON, limitTurn: { burst: 2, perMinute: 1 } });
    const host = await world.host();
    await askTurn(host);
    await askTurn(host);
    expect(await host.request("turn", {})).toMatchObject({ err: "rate", retry: expect.any(Number) });
  });
});

describe("the relay of a call", () => {
  test("ICE-2: relays between the two of a call from admit on, and between nobody else", async () => {
    const world = await newWorld(ON);
    const { host, guest, identity, hostEnd, guestEnd } = await meet(world);
    expect(await mayRelay(hostEnd, guestEnd)).toBe(false);
    await host.admit(world.room, identity, 0);
    await guest.next("admitted");
    expect(await mayRelay(hostEnd, guestEnd)).toBe(true);
    expect(await mayRelay(guestEnd, hostEnd)).toBe(true);
    hostEnd.send(guestEnd.relayed, Buffer.from("a picture"));
    expect((await guestEnd.receive(1_000)).data.toString()).toBe("a picture");
  });

  const ENDS: readonly (readonly [string, (call: Awaited<ReturnType<typeof meet>>) => Promise<unknown>])[] = [
    ["the guest leaves", ({ guest }) => guest.request("leave", {})],
    ["the host leaves", ({ host }) => host.request("leave", {})],
    ["the host sends the guest away", ({ host, p }) => host.request("dismiss", { p })],
  ];
  test.each(ENDS)("ICE-3, S-08: when %s all allocations are gone within 1 s", async (_name, end) => {
    const world = await newWorld(ON);
    const call = await meet(world);
    await call.host.admit(world.room, call.identity, 0);
    await end(call);
    await Promise.all([waitForEnd(call.hostEnd), waitForEnd(call.guestEnd)]);
  });

  test("ICE-3, S-08: declined before admit: gone within 1 s", async () => {
    const world = await newWorld(ON);
    const { host, p, hostEnd, guestEnd } = await meet(world);
    await host.request("dismiss", { p });
    await Promise.all([waitForEnd(hostEnd), waitForEnd(guestEnd)]);
  });

  test("ICE-3: a call whose guest lost signalling for longer than its grace goes on being relayed", async () => {
    const world = await newWorld({ ...ON, seatGrace: 0.05 });
    const { host, guest, identity, hostEnd, guestEnd } = await meet(world);
    await host.admit(world.room, identity, 0);
    guest.socket.disconnect();
    while ((await host.next("peer")).s !== "lost");
    expect(await mayRelay(hostEnd, guestEnd)).toBe(true);
  });

  test("DRAIN-1: a server that stops goes on relaying the calls it has, for as long as it may", async () => {
    const world = await newWorld({ ...ON, relayTimeout: 600 });
    const { host, guest, identity, hostEnd, guestEnd } = await meet(world);
    await host.admit(world.room, identity, 0);
    const again = await askTurn(guest);
    const gone = world.server.drain();
    host.socket.disconnect();
    guest.socket.disconnect();
    await vi.waitFor(() => expect(allocate(again)).rejects.toMatchObject({ refusal: { status: 508 } }));
    expect(await mayRelay(hostEnd, guestEnd)).toBe(true);
    await Promise.all([hostEnd.close(), guestEnd.close()]);
    await gone;
  });

  test("ICE-2: a room that was forgotten and comes back has other calls", async () => {
    const world = await newWorld(ON);
    const names: (string | undefined)[] = [];
    for (let life = 0; life < 2; life++) {
      const host = await world.host();
      const { device: guest } = await world.guest();
      await guest.request("knock", { b: knock() });
      const { p } = await host.next("knock");
      names.push(relays(await askTurn(host, p))[0]?.username.split(":")[1]);
      await host.request("dismiss", { p });
      await guest.request("leave", {});
      await host.request("leave", {});
    }
    expect(names[0]).toBeDefined();
    expect(names[1]).not.toBe(names[0]);
  });

  test("ICE-3: a host whose socket is replaced while it rings keeps what both gathered", async () => {
    const world = await newWorld(ON);
    const { identity, hostEnd, guestEnd } = await meet(world);
    const again = await world.host();
    await again.next("knock");
    expect(await again.admit(world.room, identity, 1)).toMatchObject({ ok: true });
    expect(await mayRelay(hostEnd, guestEnd)).toBe(true);
  });

  test("ICE-2: after it was sent away, the next handshake of the same guest is another call", async () => {
    const world = await newWorld(ON);
    const { host, guest, identity, p } = await meet(world);
    const [before] = relays(await askTurn(guest));
    await host.admit(world.room, identity, 0);
    await host.request("dismiss", { p });
    await guest.request("knock", { b: knock() });
    const [after] = relays(await askTurn(guest));
    expect(after?.username.split(":")[1]).not.toBe(before?.username.split(":")[1]);
  });
});
