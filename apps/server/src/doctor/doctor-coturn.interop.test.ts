import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import {
  addSecret,
  findPlace,
  type Place,
  RELAY_PORTS,
  shippedConfiguration,
  startCoturn,
} from "../../testing/coturn/coturn.ts";
import type { DoctorConfig } from "./checked-server.ts";
import { doctorTurn } from "./doctor-turn.ts";

// Debian's coturn with the shipped configuration, and with what people get wrong in it.

const SECRET = "the-secret-of-this-test";
const running: (() => unknown)[] = [];

vi.setConfig({ testTimeout: 30_000 });

afterEach(async () => {
  vi.useRealTimers();
  for (const stop of running.splice(0).reverse()) await stop();
});

interface Patient {
  /** Changes the configuration. */
  readonly edit?: (configuration: string) => string;
  /** What coturn knows. */
  readonly secret?: string;
  readonly certificate?: "valid" | "expired";
}

/** Starts a server and asks the doctor about it. @returns exit code and report, addresses, times and ports taken out */
async function examine(
  { edit = (text) => text, secret = SECRET, certificate = "valid" }: Patient,
  { secrets = [SECRET], trusts = true, transports = ["tcp"] }: Visit = {},
) {
  const place = await findPlace(certificate);
  running.push(() => rmSync(place.folder, { recursive: true }));
  const file = join(place.folder, "turnserver.conf");
  writeFileSync(file, edit(shippedConfiguration(place)));
  await addSecret(place, secret);
  const coturn = await startCoturn(place, file);
  running.push(() => coturn.stop());
  const lines: string[] = [];
  const urls = transports.map((transport) => urlOf(place, transport));
  const config = { ...NONE, turnExternal: [{ urls, secrets: [...secrets], region: "eu" }] };
  const network = { timeout: 3000, ...(trusts && { ca: place.certificate.pem }) };
  const code = await doctorTurn(config, (line) => lines.push(line), network);
  expect(lines.join("\n")).not.toContain(SECRET);
  const shown = lines.map((line) =>
    line
      .replaceAll(place.ipv4, "HERE")
      .replaceAll(/\d+ ms/g, "N ms")
      .replaceAll(/:\d+/g, ":PORT"),
  );
  return { code, lines: shown };
}

interface Visit {
  readonly secrets?: readonly string[];
  readonly trusts?: boolean;
  readonly transports?: readonly Transport[];
}

type Transport = "stun" | "udp" | "tcp" | "tls";

function urlOf({ ipv4, port, tlsPort }: Place, transport: Transport): string {
  if (transport === "stun") return `stun:${ipv4}:${port}`;
  if (transport === "tls") return `turns:${ipv4}:${tlsPort}?transport=tcp`;
  return `turn:${ipv4}:${port}?transport=${transport}`;
}

const NONE: DoctorConfig = {
  host: "*",
  port: 7000,
  cert: undefined,
  publicUrl: undefined,
  turn: "off",
  turnPort: undefined,
  turnAddress: [],
  turnUrls: [],
  turnSecrets: [],
  turnExternal: [],
};

const verdict = async (patient: Patient, visit?: Visit) => {
  const { code, lines } = await examine(patient, visit);
  expect(lines).toHaveLength(2);
  return `${code} ${lines[0]}`;
};

const without = (pattern: RegExp) => (text: string) => text.replaceAll(pattern, "");
const withLine = (line: string) => (text: string) => `${text}\n${line}\n`;

test("the shipped configuration is well over every transport", async () => {
  expect(await examine({}, { transports: ["stun", "udp", "tcp", "tls"] })).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^ok {2}stun:HERE:PORT +eu {2}Tells devices their address, N ms\.$/),
      expect.stringMatching(/^ok {2}turn:HERE:PORT\?transport=udp +eu {2}Relays both ways, N ms\.$/),
      expect.stringMatching(/^ok {2}turn:HERE:PORT\?transport=tcp +eu {2}Relays both ways, N ms\.$/),
      expect.stringMatching(/^ok {2}turns:HERE:PORT\?transport=tcp +eu {2}Relays both ways, N ms\.$/),
      "4 of 4 ways work.",
    ],
  });
});

test("another secret, and one that is not the first any more", async () => {
  expect(await verdict({ secret: "something else" })).toMatch(
    /^1 wrong .* knows none of its secrets \(401\)/,
  );
  expect(await verdict({}, { secrets: ["the new one of it", SECRET] })).toMatch(
    /^1 wrong .* accepts secret 2 of the list and not the first/,
  );
});

test("a clock that is ahead", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
  expect(await verdict({})).toMatch(/^1 wrong .* Its clock is ahead of this machine's/);
});

test("no realm, no credentials, no relaying", async () => {
  expect(await verdict({ edit: without(/^realm=.*$/gm) })).toMatch(
    /^1 wrong .* Set a realm in its configuration\.$/,
  );
  expect(
    await verdict({ edit: (text) => withLine("no-auth")(without(/^use-auth-secret$/gm)(text)) }),
  ).toMatch(/^1 wrong .* relays for anyone, without credentials/);
  expect(await verdict({ edit: withLine("stun-only") })).toMatch(/^1 wrong .* It answers STUN and not TURN/);
});

test("its own relay address is not allowed", async () => {
  expect(await verdict({ edit: without(/^allowed-peer-ip=.*$/gm) })).toMatch(
    /^1 wrong .* \(403\): set allowed-peer-ip to its relay-ip\.$/,
  );
});

test("behind 1:1 NAT: the public relay address is well, a private one is not", async () => {
  const external = (address: string) => (text: string) =>
    text.replace(/^relay-ip=(\d.*)$/m, (line, own) => `${line}\nexternal-ip=${address}/${own}`);
  expect(await verdict({ edit: external("198.51.100.10") })).toMatch(/^0 ok .* Relays both ways/);
  expect(await verdict({ edit: external("10.1.2.3") })).toMatch(
    /^1 wrong .* the private relay address 10\.1\.2\.3: set external-ip/,
  );
});

test("quotas and ports that are too few", async () => {
  const quota = (text: string) => text.replace("user-quota=16", "user-quota=1");
  expect(await verdict({ edit: quota })).toMatch(/^1 wrong .* \(486\)/);
  const ports = (text: string) =>
    text.replace(`max-port=${RELAY_PORTS.last}`, `max-port=${RELAY_PORTS.first}`);
  expect(await verdict({ edit: ports })).toMatch(/^1 wrong .* \(508\)/);
});

test("certificates that nobody trusts or that have expired; transports that are switched off", async () => {
  const transports = ["tls"] as const;
  expect(await verdict({}, { transports, trusts: false })).toMatch(/ Nobody this machine trusts has signed/);
  expect(await verdict({ certificate: "expired" }, { transports })).toMatch(/ The certificate has expired/);
  expect(await verdict({ edit: withLine("no-tls") }, { transports })).toMatch(/ Nothing listens there\./);
  expect(await verdict({ edit: withLine("no-udp") }, { transports: ["udp"] })).toMatch(
    / Nothing listens there\./,
  );
});
