import { once } from "node:events";
import { createServer } from "node:http";
import { get as httpsGet } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { issueCredentials } from "@onecall/turn";
import { askBinding, connectTo, openAllocation, parseServerUrl } from "@onecall/turn/client";
import { describe, expect, onTestFinished, test } from "vitest";
import { newCertificate } from "../../testing/certificate.ts";
import { http, rawBytes } from "../../testing/raw.ts";
import { startServer } from "../../testing/world.ts";
import { FrontDoor } from "./front-door.ts";
import { listen } from "./listen.ts";

const BINDING = Buffer.from("000100002112a442000102030405060708090a0b", "hex");
const SECRET = "a secret of the tests";

const start = (settings: Parameters<typeof startServer>[0] = {}) =>
  startServer({ host: "127.0.0.1", turn: "same-call", turnPort: "none", turnSecrets: [SECRET], ...settings });

/** Writes `parts`, each in a packet of its own, and gives the first answer. */
const talk = async (socket: Socket, ...parts: (string | Buffer)[]): Promise<Buffer> => {
  onTestFinished(() => void socket.destroy());
  socket.setNoDelay(true);
  await once(socket, "encrypted" in socket ? "secureConnect" : "connect");
  for (const part of parts) await new Promise((resolve) => socket.write(part, resolve));
  const [answer] = await once(socket, "data");
  return answer;
};

/** Connects, and breaks the connection off. */
const connectAndReset = async (port: number): Promise<void> => {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.resetAndDestroy();
};

const isBindingSuccess = (answer: Buffer): boolean =>
  answer.readUInt16BE(0) === 0x0101 && answer.subarray(8, 20).equals(BINDING.subarray(8));

describe("one port", () => {
  test("PORT-1: HTTP, TURN over TCP and TURN over UDP have one number", async () => {
    const { ports } = await start();
    expect((await http(ports.http, "/healthz")).status).toBe(200);
    expect(isBindingSuccess(await talk(connect(ports.http, "127.0.0.1"), BINDING))).toBe(true);
    const udp = await connectTo(parseServerUrl(`stun:127.0.0.1:${ports.http}`));
    onTestFinished(() => udp.close());
    expect((await askBinding(udp)).ip.text).toBe("127.0.0.1");
  });

  test("PORT-12: who comes while the rest is still starting waits for its answer", async () => {
    const app = createServer((_request, response) => response.end("here"));
    const door = new FrontDoor({
      keyPair: undefined,
      isProxy: () => false,
      visitors: {
        turn: (socket) => socket.destroy(),
        http: (socket) => app.emit("connection", socket),
        plainHttp: (socket) => socket.destroy(),
      },
    });
    const port = await listen(door.server, { host: "127.0.0.1", port: 0 });
    onTestFinished(async () => {
      door.hangUp();
      await door.close();
    });
    const gone = new Promise((resolve) => {
      door.server.once("connection", (socket) => socket.once("close", resolve));
    });
    await connectAndReset(port);
    await gone;
    const cameNext = once(door.server, "connection");
    const early = http(port, "/");
    await cameNext;
    door.open();
    expect((await early).status).toBe(200);
    expect((await http(port, "/")).status).toBe(200);
  });

  test("PORT-2: a request that comes byte by byte is sorted as one that comes at once", async () => {
    const { ports } = await start();
    const bytes = [...BINDING].map((byte) => Buffer.from([byte]));
    expect(isBindingSuccess(await talk(connect(ports.http, "127.0.0.1"), ...bytes))).toBe(true);
    const letters = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".split("");
    const answer = await talk(connect(ports.http, "127.0.0.1"), ...letters);
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("PORT-3: with a certificate https, wss and TURN over TLS come through the same port", async () => {
    const { cert, key, pem } = newCertificate();
    const { ports, url } = await start({ cert, key });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const page = httpsGet({ host: "127.0.0.1", port: ports.http, path: "/healthz", ca: pem, agent: false });
    const [response] = await once(page, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    const tls = (ALPNProtocols: string[]) =>
      connectTls({ host: "127.0.0.1", port: ports.http, ca: pem, ALPNProtocols });
    expect(isBindingSuccess(await talk(tls([]), BINDING))).toBe(true);
    expect(isBindingSuccess(await talk(tls(["stun.turn"]), BINDING))).toBe(true);
    const request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    expect((await talk(tls(["http/1.1"]), request)).toString()).toMatch(/^HTTP\/1\.1 200 /);
    const h2only = tls(["h2"]);
    const [error] = await once(h2only, "error");
    expect(error.code).toBe("ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
  });

  test("PORT-4: plain HTTP beside a certificate is sent to https, TURN over TCP is not", async () => {
    const { cert, key } = newCertificate();
    const { ports } = await start({ cert, key });
    const answer = await http(ports.http, "/c/?a=b", { headers: { host: "call.example" } });
    expect([answer.status, answer.headers["location"]]).toEqual([308, "https://call.example/c/?a=b"]);
    const odd = await rawBytes(ports.http, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    expect(odd).toMatch(/^HTTP\/1\.1 400 /);
    expect(isBindingSuccess(await talk(connect(ports.http, "127.0.0.1"), BINDING))).toBe(true);
  });

  test("PORT-5: an allocation over UDP, TCP and TLS on the page's own port", async () => {
    const { cert, key, pem } = newCertificate();
    const { ports } = await start({ cert, key });
    const { username, password } = issueCredentials(SECRET, "doctor", "test", Date.now() / 1_000 + 60);
    for (const url of ["turn:H?transport=udp", "turn:H?transport=tcp", "turns:H?transport=tcp"]) {
      const server = parseServerUrl(url.replace("H", `127.0.0.1:${ports.http}`));
      const allocation = await openAllocation(server, { username, password }, { ca: pem });
      expect(allocation.relayed.ip.text).toBe("127.0.0.1");
      await allocation.close();
    }
  });
});

describe("one port, slow and hostile", () => {
  test("PORT-6: who says nothing, half a TLS hello, or nothing inside TLS is disconnected within 10 s", async () => {
    const { cert, key, pem } = newCertificate();
    const { ports } = await start({ cert, key });
    const silent = connect(ports.http, "127.0.0.1");
    const half = connect(ports.http, "127.0.0.1", () => half.write(Buffer.from("1603010200010001fc", "hex")));
    const inside = connectTls({ host: "127.0.0.1", port: ports.http, ca: pem });
    await Promise.all(
      [silent, half, inside].map((socket) => once(socket.on("error", () => undefined).resume(), "close")),
    );
  }, 14_000);

  test("PORT-7: whatever ends before it began, or breaks in the middle, leaves the server well", async () => {
    const { ports } = await start();
    for (const bytes of [
      "",
      "\0",
      "\x16",
      "G",
      "\x40\x00\x00\x04abcd",
      "\0\x01\0\x08!\x12\xa4Babcdefghijkl",
    ]) {
      const socket = connect(ports.http, "127.0.0.1", () => socket.end(bytes, "latin1"));
      await once(socket.on("error", () => undefined).resume(), "close");
    }
    expect((await http(ports.http, "/healthz")).status).toBe(200);
  });

  test("PORT-8: closing the server ends TURN connections and TLS handshakes too", async () => {
    const { cert, key } = newCertificate();
    const server = await start({ cert, key });
    const turn = connect(server.ports.http, "127.0.0.1");
    await talk(turn, BINDING);
    const half = connect(server.ports.http, "127.0.0.1");
    await once(half, "connect");
    half.write(Buffer.from("1603010200010001fc", "hex"));
    const gone = Promise.all(
      [turn, half].map((socket) => once(socket.on("error", () => undefined).resume(), "close")),
    );
    await server.close();
    await gone;
  });
});

describe("PROXY protocol at the port", () => {
  const header = "PROXY TCP4 203.0.114.7 10.0.0.1 49152 443\r\n";

  test("PORT-9: of a trusted proxy names the client, for HTTP as for TURN", async () => {
    const { ports } = await start({
      trustedProxies: ["127.0.0.1"],
      limitHttp: { burst: 1, perMinute: 0.001 },
    });
    const answer = await talk(connect(ports.http, "127.0.0.1"), header, BINDING);
    // XOR-MAPPED-ADDRESS, RFC 8489 section 14.2: port 49152 and 203.0.114.7.
    expect(answer.toString("hex")).toContain("00200008" + "0001" + "e112" + "ea12d645");
    const request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const statusFor = async (client: string) =>
      (await rawBytes(ports.http, header.replace("203.0.114.7", client) + request)).slice(9, 12);
    // Every client has a limit of its own, the proxy itself too.
    expect(await statusFor("203.0.114.7")).toBe("200");
    expect(await statusFor("203.0.114.8")).toBe("200");
    expect(await statusFor("203.0.114.7")).toBe("429");
    expect((await rawBytes(ports.http, request)).slice(9, 12)).toBe("200");
  });

  test("PORT-10: inside TLS too, since the header comes before it", async () => {
    const { cert, key, pem } = newCertificate();
    const { ports } = await start({ cert, key, trustedProxies: ["127.0.0.1"] });
    const raw = connect(ports.http, "127.0.0.1");
    await once(raw, "connect");
    raw.write(header);
    const answer = await talk(connectTls({ socket: raw, servername: "localhost", ca: pem }), BINDING);
    expect(answer.toString("hex")).toContain("00200008" + "0001" + "e112" + "ea12d645");
  });

  test("PORT-6: half a header is no way to stay", async () => {
    const { ports } = await start({ trustedProxies: ["127.0.0.1"] });
    const socket = connect(ports.http, "127.0.0.1", () => socket.write(header.slice(0, 9)));
    await once(socket.on("error", () => undefined).resume(), "close");
  }, 14_000);

  test("PORT-4: a proxy that ended TLS itself is not sent to https", async () => {
    const { cert, key } = newCertificate();
    const { ports } = await start({ cert, key, trustedProxies: ["127.0.0.1"] });
    const request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    expect(await rawBytes(ports.http, header + request)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await rawBytes(ports.http, request)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("PORT-11: of anyone else it is no more than a bad request; a malformed one is cut off", async () => {
    const { ports } = await start();
    expect(await rawBytes(ports.http, `${header}GET / HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    const trusting = await start({ trustedProxies: ["127.0.0.1"] });
    expect(await rawBytes(trusting.ports.http, "PROXY TCP4 nonsense\r\nGET / HTTP/1.1\r\n\r\n")).toBe("");
  });
});
