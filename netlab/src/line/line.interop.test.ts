import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Endpoint, Probe } from "../../testing/probe.ts";
import type { Host } from "../host.ts";
import { Lab } from "../lab.ts";
import type { LineSettings } from "./settings.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let lab: Lab;
let server: Host;
let mirror: Endpoint;
let mirrorProbe: Probe;
let hosts = 0;

beforeAll(async () => {
  lab = await Lab.open();
  server = await lab.addHost("server");
  mirror = { address: server.addresses.ipv4 ?? "", port: 4000 };
  mirrorProbe = await Probe.in(server.namespace, 4000);
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

/** A host with a line that carries nothing but what the test sends: IPv6 sends packets of its own. */
const connect = async (line: Partial<LineSettings>) => {
  const name = `line-${hosts++}`;
  const host = await lab.addHost(name, { families: ["ipv4"], nat: "port-restricted", line });
  if (!host.line) throw new Error("it was asked for a line");
  const probe = await Probe.in(host.namespace);
  /** Sends numbered texts at once; resolves when those that get there are there, over a line that is set to be perfect then. */
  const send = async (count: number, text = "") => {
    const numbers = Array.from({ length: count }, (_, n) => String(n));
    for (const n of numbers) probe.send(mirror, `${name} ${n} ${text}`);
    await vi.waitFor(async () => expect((await host.line?.counts())?.up.packets).toBe(count), 10_000);
    await host.line?.set({ delay: 0, jitter: 0, loss: 0, reorder: 0, duplicate: 0 });
    await probe.seenBy(mirror);
    return arrived();
  };
  const arrived = () =>
    mirrorProbe.heard
      .filter((heard) => heard.text.startsWith(`${name} `))
      .map(({ text, at }) => ({ n: Number(text.split(" ")[1]), at }));
  return { host, line: host.line, probe, send, arrived };
};

/** The shortest of some round trips, in ms. */
const roundTrip = async (probe: Probe) => {
  const times: number[] = [];
  for (const _ of [1, 2, 3, 4, 5]) {
    const begin = performance.now();
    await probe.seenBy(mirror);
    times.push(performance.now() - begin);
  }
  return Math.min(...times);
};

describe("a line", () => {
  test("delays each direction by what is set, and live", async () => {
    const { line, probe } = await connect({ delay: 30, down: { delay: 50 } });
    const slow = await roundTrip(probe);
    expect(slow).toBeGreaterThanOrEqual(79);
    expect(slow).toBeLessThan(200);
    await line.set({ delay: 0 });
    expect(await roundTrip(probe)).toBeLessThan(70);
    expect(line.settings).toMatchObject({ up: { delay: 0 }, down: { delay: 0 } });
  });

  test("loses the same packets for the same seed, and counts them", async () => {
    const fates = await Promise.all(
      [3, 3, 4].map(async (seed) => {
        const { line, send } = await connect({ up: { loss: 0.3 }, seed });
        const arrivals = await send(200);
        const { up } = await line.counts();
        expect(up.lost).toBe(200 - arrivals.length);
        return arrivals.map(({ n }) => n);
      }),
    );
    expect(fates[0]?.length).toBeGreaterThan(100);
    expect(fates[0]?.length).toBeLessThan(180);
    expect(fates[1]).toEqual(fates[0]);
    expect(fates[2]).not.toEqual(fates[0]);
  });

  test("carries no more than its rate, and drops what does not fit into the queue", async () => {
    const { line, probe, arrived } = await connect({ up: { rate: 400_000, queue: 60_000 } });
    const text = "x".repeat(1000);
    const begin = Date.now();
    for (let n = 0; n < 41; n++) probe.send(mirror, `line-${hosts - 1} ${n} ${text}`);
    await vi.waitFor(() => expect(arrived()).toHaveLength(41), 10_000);
    // 41 times 1000 bytes and a little more for the headers: 0.85 s.
    const took = (arrived().at(-1)?.at ?? 0) - begin;
    expect(took).toBeGreaterThan(840);
    expect(took).toBeLessThan(5000);
    await line.set({ up: { queue: 50 } });
    for (let n = 0; n < 41; n++) probe.send(mirror, `again ${n} ${text}`);
    await vi.waitFor(async () => expect((await line.counts()).up.packets).toBe(82), 10_000);
    const { up } = await line.counts();
    expect(up.dropped).toBeGreaterThan(30);
    expect(up.overrun).toBe(0);
  });

  test("reorders and duplicates what it is told to, and nothing else", async () => {
    const [mixed, plain] = await Promise.all([
      connect({ up: { reorder: 0.2, duplicate: 0.2 } }),
      connect({ delay: 5, jitter: 5 }),
    ]);
    const arrivals = await mixed.send(200);
    const { up, down } = await mixed.line.counts();
    expect(new Set(arrivals.map(({ n }) => n)).size).toBe(200);
    expect(arrivals.length).toBe(200 + up.duplicated);
    expect(up.duplicated).toBeGreaterThan(10);
    expect(up.reordered).toBeGreaterThan(10);
    expect(down).toMatchObject({ duplicated: 0, reordered: 0 });
    expect((await plain.send(200)).map(({ n }) => n)).toEqual([...Array(200).keys()]);
  });

  test("cut, in both directions or one: packets vanish and nobody is told", async () => {
    const { host, line, probe } = await connect({});
    const cut = { up: 0, down: 0 };
    for (const way of ["both", "up", "down"] as const) {
      await probe.seenBy(mirror);
      await line.cut(way);
      expect(line.state).toBe(way === "both" ? "cut" : `cut-${way}`);
      const before = probe.heard.length;
      probe.send(mirror, "who am I, cut off?");
      cut[way === "down" ? "down" : "up"] += 1;
      await vi.waitFor(async () => {
        const { up, down } = await line.counts();
        expect({ up: up.cut, down: down.cut }).toEqual(cut);
      }, 10_000);
      expect(await host.namespace.run("ip", ["-br", "link", "show", "dev", "eth0"])).toContain("LOWER_UP");
      await line.heal();
      expect(line.state).toBe("whole");
      await probe.seenBy(mirror);
      expect(probe.heard.slice(before)).toHaveLength(1);
    }
  });

  test("unplug: the system knows; plug: the same addresses, and what was cut is still cut", async () => {
    const { host, line, probe } = await connect({});
    const seen = await probe.seenBy(mirror);
    await line.unplug();
    expect(line.state).toBe("unplugged");
    const address = await host.namespace.run("ip", ["address", "show", "dev", "eth0"]);
    expect(address).toContain("state DOWN");
    expect(address).not.toContain("inet");
    expect(await host.namespace.run("ip", ["route", "show"])).toBe("");
    await line.cut();
    await line.plug();
    expect(line.state).toBe("cut");
    await line.heal();
    expect(await probe.seenBy(mirror)).toEqual(seen);
  });

  test("wrong settings are told and change nothing, nor is anything made of them", async () => {
    const { line } = await connect({ delay: 10 });
    await expect(line.set({ loss: 2 })).rejects.toMatchObject({ code: "line-invalid" });
    expect(line.settings.up).toMatchObject({ delay: 10, loss: 0 });
    await expect(lab.addHost("wrong", { line: { rate: 0 } })).rejects.toMatchObject({ code: "line-invalid" });
    expect((await lab.addHost("wrong")).name).toBe("wrong");
  });
});
