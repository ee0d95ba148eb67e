import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Endpoint, Probe } from "../testing/probe.ts";
import { listen, reach } from "../testing/tcp.ts";
import type { Connection } from "./access.ts";
import { run } from "./command.ts";
import type { Host } from "./host.ts";
import { Lab } from "./lab.ts";
import { folderOf, settingsOf } from "./remove.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let lab: Lab;
let server: Host;
let mirror: Endpoint;

beforeAll(async () => {
  lab = await Lab.open();
  server = await lab.addHost("server");
  await lab.addDomain("call.example", server);
  mirror = { address: server.addresses.ipv4 ?? "", port: 4000 };
  await Probe.in(server.namespace, 4000);
  await listen(server.namespace, [80, 443]);
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const hosts = (name: string, connection: Connection) =>
  Promise.all([lab.addHost(`${name}-a`, connection), lab.addHost(`${name}-b`, connection)]);

/** Both ends send to where the server sees the other, again and again, as ICE does; says who heard the other. */
const punch = async (one: Host, other: Host): Promise<readonly boolean[]> => {
  const probes = await Promise.all([one, other].map(({ namespace }) => Probe.in(namespace)));
  const places = await Promise.all(probes.map((probe) => probe.seenBy(mirror)));
  for (const _ of [1, 2, 3]) {
    for (const [n, probe] of probes.entries()) {
      const peer = places[1 - n];
      if (peer) probe.send(peer, "punch");
      await probe.seenBy(mirror);
    }
  }
  return probes.map(({ heard }) => heard.some((one) => one.text === "punch"));
};

describe("a NAT", () => {
  beforeAll(async () => {
    // RFC 5780 asks from two addresses.
    await server.namespace.ip("address add 203.0.113.3/29 dev eth0");
    const listening = [
      "-L",
      mirror.address,
      "-L",
      "203.0.113.3",
      "-m",
      "1",
      "--no-tls",
      "--no-dtls",
      "--no-cli",
    ];
    const turnserver = server.namespace.spawn(
      "turnserver",
      ["-n", "-v", "--stun-only", "--log-file=stdout", "--pidfile=", ...listening],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    if (!turnserver.stdout) throw new Error("turnserver has a standard output");
    for await (const line of createInterface({ input: turnserver.stdout })) {
      if (line.includes("UDP listener opened on: 203.0.113.3:3479")) break;
    }
  });

  const dependent = "Address and Port Dependent";
  const kinds = [
    { nat: "full-cone", mapping: "Endpoint Independent", filtering: "Endpoint Independent", punched: true },
    { nat: "port-restricted", mapping: "Endpoint Independent", filtering: dependent, punched: true },
    { nat: "symmetric", mapping: dependent, filtering: dependent, punched: false },
  ] as const;

  test.concurrent.each(kinds)(
    "$nat: mapping is $mapping, filtering is $filtering, hole punching works: $punched",
    async ({ nat, mapping, filtering, punched }) => {
      const [one, other] = await hosts(nat, { nat });
      expect(await punch(one, other)).toEqual([punched, punched]);
      const found = await one.namespace.run("turnutils_natdiscovery", ["-m", "-f", mirror.address]);
      expect(found).toContain(`NAT with ${mapping} Mapping!`);
      expect(found).toContain(`NAT with ${filtering} Filtering!`);
    },
  );

  test("translates IPv4 only, and lets nothing in that was not asked for in IPv6 either", async () => {
    const host = await lab.addHost("translated", { nat: "symmetric" });
    const [inside, outside, stranger] = await Promise.all([
      Probe.in(host.namespace, 5000, "udp6"),
      Probe.in(server.namespace, 5000, "udp6"),
      Probe.in(server.namespace, 5001, "udp6"),
    ]);
    const mirror6 = { address: server.addresses.ipv6 ?? "", port: 5000 };
    stranger.send({ address: host.addresses.ipv6 ?? "", port: 5000 }, "stray");
    await stranger.seenBy(mirror6);
    expect(await inside.seenBy(mirror6)).toEqual({ address: host.addresses.ipv6, port: 5000 });
    expect(inside.heard.map(({ text }) => text)).not.toContain("stray");
    outside.send({ address: host.addresses.ipv6 ?? "", port: 5000 }, "answer");
    await vi.waitFor(() => expect(inside.heard.map(({ text }) => text)).toContain("answer"));
  });
});

describe("a firewall", () => {
  const families = ["ipv4", "ipv6"] as const;

  test("without one, everything comes through", async () => {
    const { namespace } = await lab.addHost("free");
    await (await Probe.in(namespace)).seenBy(mirror);
    for (const family of families) {
      const address = server.addresses[family] ?? "";
      expect(await reach(namespace, address, ["80:hello", "443:hello"])).toHaveLength(2);
    }
  });

  test("no-udp drops UDP and lets TCP through", async () => {
    const { namespace } = await lab.addHost("no-udp", { firewall: { kind: "no-udp" } });
    for (const family of families) {
      const [type, port] = family === "ipv4" ? (["udp4", 6004] as const) : (["udp6", 6006] as const);
      const probe = await Probe.in(namespace, 0, type);
      const target = await Probe.in(server.namespace, port, type);
      probe.send({ address: server.addresses[family] ?? "", port }, "who am I?");
      // Anything sent before would have arrived before.
      expect(await reach(namespace, server.addresses[family] ?? "", ["80:hello", "443:hello"])).toHaveLength(
        2,
      );
      expect(target.heard.map(({ text }) => text)).toEqual(["ready"]);
    }
  });

  test("only-tcp drops everything but TCP to its port", async () => {
    const { namespace } = await lab.addHost("443", { firewall: { kind: "only-tcp", port: 443 } });
    const probe = await Probe.in(namespace);
    probe.send(mirror, "who am I?");
    for (const family of families) {
      const address = server.addresses[family] ?? "";
      expect(await reach(namespace, address, ["80:hello", "443:hello"])).toEqual(["443:hello"]);
    }
    expect(probe.heard.map(({ text }) => text)).toEqual(["ready"]);
  });

  test("only-tls lets nothing else through on that port", async () => {
    const { namespace } = await lab.addHost("tls", { firewall: { kind: "only-tls", port: 443 } });
    for (const family of families) {
      const tried = ["80:\x16\x03\x01\x02", "443:\x01\x01\x01\x01", "443:GET /", "443:\x16\x03\x01\x02"];
      expect(await reach(namespace, server.addresses[family] ?? "", tried)).toEqual(tried.slice(-1));
    }
  });
});

describe("a host", () => {
  test("has only the families it was given", async () => {
    const [four, six] = await Promise.all([
      lab.addHost("four", { families: ["ipv4"] }),
      lab.addHost("six", { families: ["ipv6"] }),
    ]);
    const devices = (host: Host) => host.namespace.run("ip", ["-o", "address", "show", "dev", "eth0"]);
    expect(await devices(four)).not.toContain("inet6");
    expect(await devices(six)).not.toContain("inet ");
    expect(await reach(four.namespace, server.addresses.ipv4 ?? "", ["443:hello"])).toHaveLength(1);
    expect(await reach(six.namespace, server.addresses.ipv6 ?? "", ["443:hello"])).toHaveLength(1);
  });

  test("is up when it is there: the first program started in it sees all its addresses", async () => {
    const { namespace, addresses } = await lab.addHost("early");
    const script =
      "console.log(JSON.stringify(require('os').networkInterfaces().eth0.map((one) => one.address)))";
    const seen = JSON.parse(await namespace.run(process.execPath, ["-e", script]));
    expect(seen).toEqual(expect.arrayContaining(Object.values(addresses)));
  });

  test("knows the lab's domains, and no others", async () => {
    const { namespace } = await lab.addHost("reader");
    const find = (name: string) => namespace.run("getent", ["ahosts", name]);
    const found = await find("call.example");
    for (const address of Object.values(server.addresses)) expect(found).toContain(address);
    await expect(find("elsewhere.example")).rejects.toMatchObject({ code: "command-failed" });
    await lab.addDomain("elsewhere.example", server);
    expect(await find("elsewhere.example")).toContain(server.addresses.ipv4);
  });

  test("is started in by an executable, with its arguments as they are", async () => {
    const { addresses, namespace } = await lab.addHost("runner");
    const program = await namespace.executable(process.execPath);
    const script =
      "console.log(JSON.stringify([process.argv[1], require('os').networkInterfaces().eth0[0].address]))";
    expect(JSON.parse(await run(program, ["-e", script, "a b'c"]))).toEqual(["a b'c", addresses.ipv4]);
  });

  test("is reached by a forwarded port, also when it is in no network at all", async () => {
    const { namespace } = await lab.addHost("forwarded", { families: [] });
    await using forward = await namespace.forward();
    await listen(namespace, [forward.port], "127.0.0.1");
    for (const _ of [1, 2]) {
      const socket = connect(forward.port, "127.0.0.1");
      socket.write("hello");
      expect(await text(socket)).toBe(`${forward.port}:hello`);
    }
    await expect(namespace.forward(forward.port)).rejects.toMatchObject({ code: "port-in-use" });
  });
});

test("wrong names and a lab that is closed are told", async () => {
  const other = await Lab.open();
  for (const name of ["Not a name", "internet", "ada-gateway0"])
    await expect(other.addHost(name)).rejects.toMatchObject({ code: "name-invalid" });
  const host = await other.addHost("once");
  await expect(other.addHost("once")).rejects.toMatchObject({ code: "name-invalid" });
  await expect(other.addDomain("no domain", host)).rejects.toMatchObject({ code: "domain-invalid" });
  await other[Symbol.asyncDispose]();
  await expect(other.addHost("late")).rejects.toMatchObject({ code: "closed" });
  await expect(other.addDomain("late.example", host)).rejects.toMatchObject({ code: "closed" });
});

describe("clean-up", () => {
  const traces = async (prefix: string) => [
    ...(await run("ip", ["netns", "list"])).split("\n").filter((line) => line.startsWith(prefix)),
    ...[settingsOf(""), folderOf("")].flatMap((folder) =>
      readdirSync(folder).filter((name) => name.startsWith(prefix)),
    ),
  ];
  // Of a process that ended and is kept for its parent there is no command line.
  const isRunning = (pid: number) =>
    existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  const labOf = (name: string) => name.split("-").slice(0, 4).join("-");

  test("leaves nothing: no namespace, no file, no process", async () => {
    const other = await Lab.open();
    const { namespace } = await other.addHost("short", { nat: "port-restricted" });
    const child = namespace.spawn("sleep", ["1000"]);
    const ended = once(child, "exit");
    expect(await traces(labOf(namespace.name))).toHaveLength(9);
    await other[Symbol.asyncDispose]();
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(await traces(labOf(namespace.name))).toEqual([]);
    // The lab of everyone else is still there.
    expect(await reach(server.namespace, "127.0.0.1", ["443:hello"])).toHaveLength(1);
  });

  test("removes what a killed process left, with what still runs in it", async () => {
    const program = fileURLToPath(new URL("../testing/crash.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", "--conditions=source", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { name, pid } = JSON.parse(line);
    const carriers = (await run("ip", ["netns", "pids", `${name}-gateway0`])).trim().split("\n").map(Number);
    // The line, and what may compile it from its source.
    expect(carriers.length).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await once(child, "exit");
    // A line ends with who made it, everything else when the next one looks.
    await vi.waitFor(() => expect(carriers.filter(isRunning)).toEqual([]), 10_000);
    expect(await traces(labOf(name))).toHaveLength(9);
    expect(isRunning(pid)).toBe(true);
    await using _ = await Lab.open();
    expect(await traces(labOf(name))).toEqual([]);
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 10_000);
  });
});
