import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { Device } from "../../testing/device.ts";
import { http, rawBytes } from "../../testing/raw.ts";
import { startServer } from "../../testing/world.ts";
import { createServer } from "../index.ts";

const INDEX = "<!doctype html><title>Onecall</title>";

/** A folder like the one Vite builds. */
const webRoot = (): string => {
  const root = mkdtempSync(join(tmpdir(), "onecall-web-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "assets"));
  writeFileSync(join(root, "index.html"), INDEX);
  writeFileSync(join(root, "favicon.svg"), "<svg/>");
  writeFileSync(join(root, ".secret"), "secret");
  writeFileSync(join(root, "assets/app-1a2b3c4d.js"), "start()");
  writeFileSync(join(root, "assets/app-1a2b3c4d.js.gz"), gzipSync("start()"));
  return root;
};

describe("web app", () => {
  test.each(["/", "/index.html", "/c/", "/c", "/c/?x=1", "/settings", "/any/where"])(
    "HTTP: %s is the app, always asked for anew",
    async (path) => {
      const { ports } = await startServer({ webRoot: webRoot() });
      const answer = await http(ports.http, path);
      expect([answer.status, answer.body]).toEqual([200, INDEX]);
      expect(answer.headers["content-type"]).toMatch(/^text\/html/);
      expect(answer.headers["cache-control"]).toBe("no-cache");
    },
  );

  test("HTTP: files named by their content are kept for ever, others are not", async () => {
    const { ports } = await startServer({ webRoot: webRoot() });
    const asset = await http(ports.http, "/assets/app-1a2b3c4d.js");
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(asset.headers["content-type"]).toMatch(/javascript/);
    expect((await http(ports.http, "/favicon.svg")).headers["cache-control"]).toBe("no-cache");
    const head = await http(ports.http, "/", { method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, ""]);
  });

  test("HTTP: compressed files are served as built", async () => {
    const { ports } = await startServer({ webRoot: webRoot() });
    const answer = await http(ports.http, "/assets/app-1a2b3c4d.js", {
      headers: { "accept-encoding": "gzip" },
    });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.headers["cache-control"]).toMatch(/immutable/);
    expect(answer.headers["content-type"]).toMatch(/javascript/);
  });

  test.each([
    "/assets/app-other.js",
    "/missing.png",
    "/.secret",
    "/assets/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%",
    "/\\..\\..",
    "/socket.iox.html",
  ])("HTTP: %s is refused with a code and a sentence", async (path) => {
    const { ports } = await startServer({ webRoot: webRoot() });
    const answer = await http(ports.http, path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(JSON.parse(answer.body)).toEqual({
      code: expect.any(String),
      message: expect.stringMatching(/\.$/),
    });
    expect(answer.headers["content-security-policy"]).toBeDefined();
  });

  test("HTTP: other methods find nothing", async () => {
    const { ports } = await startServer({ webRoot: webRoot() });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]) {
      expect((await http(ports.http, "/c/", { method })).status).toBe(404);
    }
  });

  test("START: a missing web app is said in one sentence", async () => {
    await expect(createServer({ port: 0, webRoot: join(tmpdir(), "nothing-here") })).rejects.toMatchObject({
      code: "web-missing",
      message: expect.stringMatching(/npm run build/),
    });
  });
});

describe("headers", () => {
  test("HTTP: every answer has the whole set, with the own WebSocket address", async () => {
    const { ports } = await startServer({ webRoot: webRoot() });
    const own = `127.0.0.1:${ports.http}`;
    for (const path of ["/", "/assets/app-1a2b3c4d.js", "/healthz", "/missing.png", "/socket.io/?EIO=4"]) {
      const { headers } = await http(ports.http, path, { headers: { origin: `http://${own}` } });
      expect(headers).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "permissions-policy": expect.stringContaining("camera=(self)"),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain(`connect-src 'self' ws://${own}`);
      expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
      expect(policy).toContain("require-trusted-types-for 'script'; trusted-types app#url");
      expect(headers["strict-transport-security"]).toBeUndefined();
      expect(headers["set-cookie"]).toBeUndefined();
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });

  test("HTTP: the public address is in the policy, and https is for good where it is in use", async () => {
    const { ports } = await startServer({ publicUrl: "https://call.example.org" });
    const get = (headers: Record<string, string>) => http(ports.http, "/healthz", { headers });
    const direct = (await get({ host: "call.example.org" })).headers;
    expect(direct["content-security-policy"]).toContain("connect-src 'self' wss://call.example.org");
    expect(direct["strict-transport-security"]).toMatch(/^max-age=63072000/);
    const proxied = (await get({ "x-forwarded-proto": "https" })).headers;
    expect(proxied["content-security-policy"]).toContain(
      `connect-src 'self' ws://127.0.0.1:${ports.http} wss://call.example.org`,
    );
    expect(proxied["strict-transport-security"]).toMatch(/^max-age=63072000/);
    const plain = (await get({})).headers;
    expect(plain["strict-transport-security"]).toBeUndefined();
    const strange = (await get({ host: "evil.example; script-src *" })).headers;
    expect(strange["content-security-policy"]).not.toContain("evil");
  });
});

describe("health", () => {
  test("HTTP: /healthz and /readyz answer, and tell of a drain", async () => {
    const server = await startServer({ drainTimeout: 600 });
    const { http: port } = server.ports;
    expect(await http(port, "/healthz")).toMatchObject({ status: 200, body: '{"ok":true}' });
    expect(await http(port, "/readyz")).toMatchObject({ status: 200, body: '{"ready":true}' });
    const device = new Device(port);
    await device.next("hello");
    const drained = server.drain();
    await device.next("drain");
    expect(await http(port, "/healthz")).toMatchObject({ status: 200 });
    const answer = await http(port, "/readyz");
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([503, "drain"]);
    device.socket.disconnect();
    await drained;
  });

  test("LIMIT: the API is limited per address, the app is not", async () => {
    const { ports } = await startServer({ webRoot: webRoot(), limitHttp: { burst: 2, perMinute: 6 } });
    expect((await http(ports.http, "/healthz")).status).toBe(200);
    expect((await http(ports.http, "/nothing.txt")).status).toBe(404);
    const refused = await http(ports.http, "/readyz");
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([429, "rate"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    for (let i = 0; i < 20; i++) expect((await http(ports.http, "/c/")).status).toBe(200);
  });
});

describe("hostile HTTP", () => {
  test("F-08: what is not HTTP is answered with a reason and closed", async () => {
    const { ports } = await startServer();
    expect(await rawBytes(ports.http, "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    const huge = `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(16_384)}\r\n\r\n`;
    const answer = await rawBytes(ports.http, huge);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"code":"headers-too-large"');
  });

  test("F-08: smuggling and folded headers are refused", async () => {
    const { ports } = await startServer();
    const post = (headers: string) =>
      rawBytes(ports.http, `POST /healthz HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
    expect(await post("Content-Length: 4\r\nTransfer-Encoding: chunked")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await post("Content-Length: 4\r\nContent-Length: 5")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await post("Transfer-Encoding: chunked, identity")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await post("Content-Length: -1")).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("F-08: 3,000 malformed requests leave the server in health", async () => {
    const { ports } = await startServer();
    const words = [
      "GET",
      "/",
      "HTTP/1.1",
      "\r\n",
      "Host: x",
      ":",
      " ",
      "\0",
      "%00",
      "Upgrade: websocket",
      "é",
      "\n",
    ];
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const garbage = () => Array.from({ length: 1 + random(12) }, () => words[random(words.length)]).join("");
    for (let round = 0; round < 60; round++) {
      const attempts = Array.from({ length: 50 }, () => {
        const text = random(2) ? garbage() : `GET /socket.io/?${garbage()} HTTP/1.1\r\n${garbage()}`;
        return hangUpAfter(ports.http, `${text}\r\n\r\n`);
      });
      await Promise.all(attempts);
    }
    expect((await http(ports.http, "/healthz")).status).toBe(200);
  }, 30_000);
});

/** Sends, and ends its own side at once: resolves when the server has closed too. */
const hangUpAfter = (port: number, text: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(text, "latin1"));
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });

describe("listening", () => {
  test("START: a port in use is said in one sentence, with a way out", async () => {
    const other = createHttpServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo; // A TCP server has no other kind.
    await expect(createServer({ port, webRoot: "none" })).rejects.toMatchObject({
      code: "port-in-use",
      message: `Port ${port} is already in use: stop the program that has it, or choose another one, like --port ${port + 1}.`,
    });
  });

  test("START: an address that is not of this machine is said in one sentence", async () => {
    const start = createServer({ port: 0, host: "203.0.113.77", webRoot: "none" });
    await expect(start).rejects.toMatchObject({
      code: "host-unknown",
      message: expect.stringContaining('"203.0.113.77"'),
    });
  });

  test.each([
    ["*", "localhost"],
    ["127.0.0.1", "127.0.0.1"],
    ["localhost", "localhost"],
  ])("START: --host %s is opened as %s", async (host, name) => {
    const server = await startServer({ host });
    expect(server.url).toBe(`http://${name}:${server.ports.http}`);
  });
});
