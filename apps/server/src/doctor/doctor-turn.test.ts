import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTurnServer, createTurnThread, type TurnServerOptions } from "@onecall/turn";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { makeCertificate } from "../../testing/coturn/certificate.ts";
import type { Network } from "./check-way.ts";
import type { DoctorConfig } from "./checked-server.ts";
import { DOCTOR_CALL } from "./doctor-credentials.ts";
import { doctorTurn } from "./doctor-turn.ts";

const SECRET = "a secret of the tests";
const running: (() => unknown)[] = [];

vi.setConfig({ testTimeout: 30_000 });

afterEach(async () => {
  vi.useRealTimers();
  for (const stop of running.splice(0).reverse()) await stop();
});

const folder = mkdtempSync(join(tmpdir(), "onecall-doctor-"));
const certificate = makeCertificate(folder, "127.0.0.1");
const cert = certificate.pem;
const key = readFileSync(certificate.key);
afterAll(() => rmSync(folder, { recursive: true }));

const LISTEN = [
  { transport: "udp", host: "127.0.0.1", port: 0 },
  { transport: "tcp", host: "127.0.0.1", port: 0 },
  { transport: "tls", host: "127.0.0.1", port: 0, cert, key },
] as const;

/** The own TURN server as the program starts it. @returns the URLs of its transports */
async function start(options: Partial<TurnServerOptions> = {}): Promise<string[]> {
  const server = await createTurnServer({ secrets: [SECRET], listen: LISTEN, ...options });
  running.push(() => server.close());
  server.admit(DOCTOR_CALL);
  return urlsOf(server.listening);
}

const urlsOf = (listening: readonly { transport: string; port: number }[]) =>
  listening.map(({ transport, port }) =>
    transport === "tls" ? `turns:127.0.0.1:${port}` : `turn:127.0.0.1:${port}?transport=${transport}`,
  );

const OFF: DoctorConfig = {
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

/** Runs the doctor. @returns its exit code and report, times and ports taken out */
async function doctor(config: Partial<DoctorConfig>, network: Network = {}) {
  const lines: string[] = [];
  const code = await doctorTurn({ ...OFF, ...config }, (line) => lines.push(line), {
    timeout: 500,
    ca: cert,
    ...network,
  });
  const text = lines.map((line) => line.replace(/\d+ ms/g, "N ms").replace(/\b\d{4,5}\b/g, "PORT"));
  return { code, lines: text, raw: lines.join("\n") };
}

/** The sentence about one URL. */
async function verdict(config: Partial<DoctorConfig>, network?: Network) {
  const { code, lines } = await doctor(config, network);
  expect(lines).toHaveLength(2);
  return `${code} ${lines[0]}`.replaceAll(/ +/g, " ");
}

const own = (urls: readonly string[], secrets = [SECRET]): Partial<DoctorConfig> => ({
  turn: "same-call",
  turnUrls: [...urls],
  turnSecrets: secrets,
});

describe("the own server", () => {
  test("is well over every transport", async () => {
    const urls = await start();
    const { code, lines, raw } = await doctor(own([`stun${urls[0]?.slice(4, -14)}`, ...urls]));
    expect(lines).toEqual([
      "ok  stun:127.0.0.1:PORT                Tells devices their address, N ms.",
      "ok  turn:127.0.0.1:PORT?transport=udp  Relays both ways, N ms.",
      "ok  turn:127.0.0.1:PORT?transport=tcp  Relays both ways, N ms.",
      "ok  turns:127.0.0.1:PORT               Relays both ways, N ms.",
      "4 of 4 ways work.",
    ]);
    expect(code).toBe(0);
    expect(raw).not.toContain(SECRET);
  });

  test("relays to the doctor under the public policy too", async () => {
    const [udp = ""] = await start({ policy: { kind: "public", firstPort: 50_000, lastPort: 50_100 } });
    expect(await verdict({ ...own([udp]), turn: "public" })).toMatch(/^0 ok .* Relays both ways, N ms\.$/);
  });

  test("relays to the doctor when it stands alone beside another server", async () => {
    const [udp = ""] = await start({ policy: { kind: "same-call", admits: "all" } });
    expect(await verdict({ turnExternal: [{ urls: [udp], secrets: [SECRET] }] })).toMatch(
      /^0 ok .* Relays both ways/,
    );
  });

  test("can only be seen to ask for credentials while nobody else knows its secrets", async () => {
    const [udp = ""] = await start();
    expect(await verdict(own([udp], []))).toBe(
      "2 unchecked turn:127.0.0.1:PORT?transport=udp Answers and asks for credentials; whether it relays can only be seen with turnSecrets set.",
    );
  });

  test("is told from one with other secrets, one whose clock is ahead, and one that was not restarted", async () => {
    const [udp = ""] = await start();
    expect(await verdict(own([udp], ["another secret of 16"]))).toMatch(
      /^1 wrong .* The running server has other secrets \(401\): restart it/,
    );
    expect(await verdict(own([udp], ["another secret of 16", SECRET]))).toMatch(
      /^1 wrong .* accepts secret 2 of the list and not the first/,
    );
    const elsewhere = await createTurnThread({ secrets: [SECRET], listen: LISTEN });
    running.push(() => elsewhere.close());
    await elsewhere.admit(DOCTOR_CALL);
    const [other = ""] = urlsOf(elsewhere.listening);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
    expect(await verdict(own([other]))).toMatch(/^1 wrong .* Its clock is ahead/);
    vi.useRealTimers();
    const older = await createTurnServer({ secrets: [SECRET], listen: LISTEN });
    running.push(() => older.close());
    const [unadmitted = ""] = urlsOf(older.listening);
    expect(await verdict(own([unadmitted]))).toMatch(/^1 wrong .* does not relay for the doctor \(403\)/);
  });

  test("says which quota stands in the way", async () => {
    const [, few = ""] = await start({ limits: { allocationsPerUser: 1 } });
    expect(await verdict(own([few]))).toMatch(/^1 wrong .* \(486\): browsers need up to 12/);
    const [, full = ""] = await start({ limits: { allocations: 1 } });
    expect(await verdict(own([full]))).toMatch(/^1 wrong .* \(508\)/);
  });

  test("is found where the page is, with and without a certificate, or not at all", async () => {
    const places = async (config: Partial<DoctorConfig>) => {
      const { lines, code } = await doctor(
        { turn: "same-call", turnSecrets: [SECRET], ...config },
        { timeout: 50 },
      );
      return [code, ...lines.map((line) => line.split(/ {2,}/)[1] ?? line)];
    };
    expect(await places({ host: "127.0.0.1", port: 9, turnPort: 10 })).toEqual([
      1,
      "stun:127.0.0.1:10",
      "turn:127.0.0.1:9?transport=udp",
      "turn:127.0.0.1:10?transport=udp",
      "turn:127.0.0.1:9?transport=tcp",
      "0 of 4 ways work, 4 are wrong.",
    ]);
    expect(await places({ host: "::1", port: 9, cert: "cert.pem" })).toContain("turns:[::1]:9?transport=tcp");
    const proxied = { publicUrl: "https://name.invalid", port: 9, turnAddress: ["127.0.0.1"] };
    expect(await places(proxied)).toContain("turn:127.0.0.1:9?transport=udp");
    expect(await places({ publicUrl: "https://name.invalid", cert: "cert.pem" })).toContain(
      "turns:name.invalid:443?transport=tcp",
    );
    expect(await places({ port: 0 })).toEqual([
      2,
      "this server",
      "0 of 1 way works, 1 could not be checked.",
    ]);
    expect(await doctor({})).toMatchObject({
      code: 2,
      lines: ["There is nothing to check: turn is off, and turnExternal names no server."],
    });
  });
});

describe("a server that is not there or not right", () => {
  const external = (url: string) => ({ turnExternal: [{ urls: [url], secrets: [SECRET], region: "eu" }] });

  test("refused, silent, unknown, misspelt", async () => {
    const silent = createSocket("udp4").bind(0, "127.0.0.1");
    await once(silent, "listening");
    running.push(() => silent.close());
    expect(await verdict(external("turn:127.0.0.1:1"))).toMatch(
      /^1 wrong turn:127.0.0.1:1 eu Nothing listens/,
    );
    expect(await verdict(external("turn:127.0.0.1:1?transport=tcp"))).toMatch(/ eu Nothing listens there\./);
    expect(await verdict(external(`turn:127.0.0.1:${silent.address().port}`))).toMatch(
      / No answer came in time/,
    );
    expect(await verdict(external("turn:name.invalid"))).toMatch(/ The host name is not known/);
    expect(await verdict(external("turn:127.0.0.1:0"))).toMatch(/ This is not an address like/);
  });

  test("certificates: nobody trusts it, expired, other name", async () => {
    const urls = await start();
    expect(await verdict(external(urls[2] ?? ""), { ca: undefined })).toMatch(
      /^1 wrong .* Nobody this machine trusts has signed the certificate/,
    );
    const past = makeCertificate(folder, "127.0.0.1", "expired");
    const listen = [{ ...LISTEN[2], cert: past.pem, key: readFileSync(past.key) }];
    const [expired = ""] = await start({ listen });
    expect(await verdict(external(expired), { ca: past.pem })).toMatch(/ The certificate has expired/);
    const other = await createTurnServer({
      secrets: [SECRET],
      listen: [{ ...LISTEN[2], host: "127.0.0.2" }],
    });
    running.push(() => other.close());
    const [url = ""] = urlsOf(other.listening);
    expect(await verdict(external(url.replace("127.0.0.1", "127.0.0.2")))).toMatch(
      / The certificate is for other names/,
    );
  });

  test("something else listens: a web server, a TURN server without TLS", async () => {
    const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await once(web, "listening");
    running.push(() => web.close());
    const address = web.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await verdict(external(`turn:127.0.0.1:${port}?transport=tcp`))).toMatch(/does not speak STUN/);
    expect(await verdict(external(`turns:127.0.0.1:${port}`))).toMatch(/There is no TLS on this port/);
  });
});
