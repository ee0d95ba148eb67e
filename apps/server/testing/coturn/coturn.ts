import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { askAddress, askBinding, connectTo, parseServerUrl } from "@onecall/turn/client";
import { type Certificate, makeCertificate } from "./certificate.ts";

// Debian's coturn with the configuration that is shipped in deploy/coturn.

const SHIPPED = fileURLToPath(new URL("../../../../deploy/coturn/turnserver-4.6.conf", import.meta.url));

const REALM = "turn.example.org";
/** Above the ports the system gives by itself, so that whatever is seen there is relayed. */
export const RELAY_PORTS = { first: 61_000, last: 65_535 } as const;

/** Where a test runs its server. */
export interface Place {
  readonly folder: string;
  readonly ipv4: string;
  /** ::1 on a machine without IPv6: allocations are made there, and nothing is relayed. */
  readonly ipv6: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly certificate: Certificate;
}

/** Finds addresses and ports; loopback ones would not do, coturn relays to none. */
export async function findPlace(certificate: "valid" | "expired" = "valid"): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "onecall-coturn-"));
  const ipv4 = ownAddress("IPv4");
  if (ipv4 === undefined) throw new Error("this test needs an IPv4 address that is not a loopback one");
  return {
    folder,
    ipv4,
    ipv6: ownAddress("IPv6") ?? "::1",
    port: await freePort(ipv4),
    tlsPort: await freePort(ipv4),
    certificate: makeCertificate(folder, ipv4, certificate),
  };
}

/** The shipped configuration with nothing but addresses, ports and paths changed. */
export function shippedConfiguration({ folder, ipv4, ipv6, port, tlsPort, certificate }: Place): string {
  return readFileSync(SHIPPED, "utf8")
    .replaceAll("203.0.113.10", ipv4)
    .replaceAll("2001:db8::10", ipv6)
    .replace("listening-port=3478", `listening-port=${port}`)
    .replace("tls-listening-port=443", `tls-listening-port=${tlsPort}`)
    .replace("min-port=49152", `min-port=${RELAY_PORTS.first}`)
    .replace("/var/lib/turn/turndb", join(folder, "turndb"))
    .replace("/etc/coturn/fullchain.pem", certificate.cert)
    .replace("/etc/coturn/privkey.pem", certificate.key);
}

/** A running server and all it has printed. */
export interface Coturn {
  readonly pid: number;
  output(): string;
  stop(): Promise<void>;
}

/** Adds a shared secret to the database, as README.md does. */
export const addSecret = (place: Place, secret: string) => turnadmin(place, `--set-secret=${secret}`);
export const deleteSecret = (place: Place, secret: string) => turnadmin(place, `--delete-secret=${secret}`);

async function turnadmin({ folder }: Place, command: string): Promise<void> {
  const child = spawn("turnadmin", [command, `--realm=${REALM}`, `--userdb=${join(folder, "turndb")}`], {
    stdio: "ignore",
  });
  const [code] = await once(child, "close");
  // It leaves an empty log behind, named after its process.
  const day = new Date().toISOString().slice(0, 10);
  rmSync(`/var/log/turn_${child.pid}_${day}.log`, { force: true });
  if (code !== 0) throw new Error(`turnadmin ended with ${code}`);
}

/** Starts coturn with a configuration and waits until it takes connections. */
export async function startCoturn(place: Place, file: string): Promise<Coturn> {
  const child = spawn("turnserver", ["-c", file, "--pidfile="], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close");
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  try {
    await listens(child, place, file);
  } catch (error) {
    await stop();
    throw new Error(`coturn did not start: ${output}`, { cause: error });
  }
  return { pid: child.pid ?? 0, output: () => output, stop };
}

/** Its threads start to listen one after the other and tell nobody: each place is tried until it gets through. */
async function listens(child: ChildProcess, { ipv4, port, tlsPort }: Place, file: string): Promise<void> {
  const lines = readFileSync(file, "utf8").split("\n");
  const end = performance.now() + 20_000;
  const until = async (attempt: () => Promise<unknown>) => {
    while (performance.now() < end && child.exitCode === null) {
      try {
        return await attempt();
      } catch {
        // Not yet.
      }
    }
    throw new Error(child.exitCode === null ? "it does not listen" : `it ended with ${child.exitCode}`);
  };
  const { host, family, transport } = parseServerUrl(`turn:${ipv4}?transport=tcp`);
  const tcp = { scheme: "turn", host, family, transport } as const;
  await until(async () => {
    const connection = await connectTo({ ...tcp, port });
    await askBinding(connection).finally(() => connection.close());
  });
  if (!lines.includes("no-udp")) await until(() => askAddress(`stun:${ipv4}:${port}`));
  if (!lines.includes("no-tls")) {
    await until(async () => (await connectTo({ ...tcp, port: tlsPort })).close());
  }
}

function ownAddress(family: "IPv4" | "IPv6"): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const fits = all.find((one) => one.family === family && !one.internal && !one.address.startsWith("fe80:"));
  return fits?.address;
}

/** A port that is free for TCP and UDP. */
async function freePort(host: string): Promise<number> {
  for (;;) {
    const tcp = createServer().listen(0, host);
    await once(tcp, "listening");
    const address = tcp.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const udp = createSocket(host.includes(":") ? "udp6" : "udp4");
    try {
      udp.bind(port, host);
      await once(udp, "listening");
      return port;
    } catch {
      // Someone has it for UDP.
    } finally {
      udp.close();
      tcp.close();
      await once(tcp, "close");
    }
  }
}
