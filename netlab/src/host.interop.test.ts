import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Endpoint, Probe } from "../testing/probe.ts";
import { listen, reach } from "../testing/tcp.ts";
import { run } from "./command.ts";
import type { Host } from "./host.ts";
import { Lab } from "./lab.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let lab: Lab;
let server: Host;
let mirror: Endpoint;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onecall-netlab-test-"));
  lab = await Lab.open();
  server = await lab.addHost("server");
  mirror = { address: server.addresses.ipv4 ?? "", port: 4000 };
  await Probe.in(server.namespace, 4000);
  await listen(server.namespace, [443]);
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const devices = async ({ namespace }: Host) =>
  (await namespace.run("ip", ["-br", "address", "show"]))
    .trim()
    .split("\n")
    .map((line) => line.split(/[ @]/)[0]);

describe("a host that moves", () => {
  const ways = [
    { from: {}, to: { nat: "symmetric" } },
    { from: { nat: "port-restricted" }, to: { line: {} } },
    { from: { nat: "port-restricted", line: {} }, to: { nat: "full-cone", line: { delay: 10 } } },
    { from: { firewall: { kind: "no-udp" }, line: {} }, to: { families: ["ipv4"] } },
  ] as const;

  test.each(ways)("from $from to $to: another device, other addresses, both work", async ({ from, to }) => {
    const host = await lab.addHost(`mover-${ways.findIndex((way) => way.from === from)}`, from);
    const before = { ...host.addresses, as: host.seenAs.ipv4 };
    expect(await devices(host)).toEqual(["lo", "eth0"]);
    const oldLine = host.line;
    await host.move(to);
    expect(await devices(host)).toEqual(["lo", "eth1"]);
    expect(host.addresses.ipv4).not.toBe(before.ipv4);
    expect(host.seenAs.ipv4).not.toBe(before.as);
    expect(host.addresses.ipv6 === undefined).toBe("families" in to);
    const probe = await Probe.in(host.namespace);
    expect((await probe.seenBy(mirror)).address).toBe(host.seenAs.ipv4);
    expect(await reach(host.namespace, mirror.address, ["443:hello"])).toHaveLength(1);
    expect(host.line === undefined).toBe(!("line" in to));
    await oldLine?.set({ delay: 1 }).then(
      () => expect.unreachable(),
      (error) => expect(error).toMatchObject({ code: "line-gone" }),
    );
  });

  test("goes on as it was elsewhere when it is not told how, and domains follow it", async () => {
    const host = await lab.addHost("domain", { nat: "full-cone", line: { delay: 5 } });
    await lab.addDomain("moving.example", host);
    await host.line?.set({ up: { delay: 7 } });
    await host.move();
    await host.move();
    expect(await devices(host)).toEqual(["lo", "eth2"]);
    expect(host.line?.settings).toMatchObject({ up: { delay: 7 }, down: { delay: 5 } });
    const hosts = await server.namespace.run("cat", ["/etc/hosts"]);
    expect(hosts).toContain(`${host.seenAs.ipv4} moving.example moving.example.`);
    expect(hosts.match(/ moving\.example /g)).toHaveLength(2);
  });

  test("as often as it likes, two moves at once one after the other", async () => {
    await using small = await Lab.open();
    const host = await small.addHost("often");
    for (let n = 0; n < 16; n++) await Promise.all([host.move(), host.move()]);
    expect(await devices(host)).toEqual(["lo", "eth32"]);
    // The 33rd place is the first again.
    expect(host.addresses.ipv4).toBe("203.0.113.2");
    await expect(host.move({ line: { rate: -1 } })).rejects.toMatchObject({ code: "line-invalid" });
    expect(await devices(host)).toEqual(["lo", "eth32"]);
  });
});

test("a firewall can be changed under open connections, where there is a gateway", async () => {
  const host = await lab.addHost("walled", { nat: "port-restricted" });
  const probe = await Probe.in(host.namespace);
  const seen = await probe.seenBy(mirror);
  await host.setFirewall({ kind: "no-udp" });
  const before = probe.heard.length;
  probe.send(mirror, "who am I, blocked?");
  expect(await reach(host.namespace, mirror.address, ["443:hello"])).toHaveLength(1);
  await host.setFirewall(undefined);
  expect(await probe.seenBy(mirror)).toEqual(seen);
  expect(probe.heard).toHaveLength(before + 1);
  await expect(server.setFirewall({ kind: "no-udp" })).rejects.toMatchObject({ code: "no-gateway" });
});

test("captures hold every packet, also those of a device that comes later, and once each at the internet", async () => {
  const host = await lab.addHost("captured", { families: ["ipv4"], line: {} });
  const probe = await Probe.in(host.namespace);
  const [atHost, atInternet] = await Promise.all([
    host.capture(join(folder, "host.pcap")),
    lab.capture(join(folder, "internet.pcap")),
  ]);
  await host.move();
  await probe.seenBy(mirror);
  const asked = ["-n", "-r"];
  const count = async (file: string) => {
    const text = await run("tcpdump", [...asked, file, "udp and host", host.seenAs.ipv4 ?? ""]);
    return text.trim().split("\n").filter(Boolean).length;
  };
  for (const capture of [atHost, atInternet]) {
    await vi.waitFor(async () => expect(await count(capture.file)).toBe(2), 10_000);
    await capture[Symbol.asyncDispose]();
  }
  await expect(host.capture(join(folder, "no-such-folder", "x.pcap"))).rejects.toMatchObject({
    code: "command-failed",
  });
});
