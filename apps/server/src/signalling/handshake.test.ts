import { describe, expect, test } from "vitest";
import { Device } from "../../testing/device.ts";
import { handshake, http, rawBytes, webSocket } from "../../testing/raw.ts";
import { startServer } from "../../testing/world.ts";

const POLL = "/socket.io/?EIO=4&transport=polling";
const own = (port: number) => `http://127.0.0.1:${port}`;
const FOREIGN = [
  "https://evil.example",
  "null",
  "http://127.0.0.1",
  "http://127.0.0.1.evil.example",
  "file://",
];

/** A polling session with an allowed origin. */
const openSession = async (port: number): Promise<string> => {
  const { body } = await http(port, POLL, { headers: { origin: own(port) } });
  return String(JSON.parse(body.slice(1)).sid);
};

describe("origin", () => {
  test("ORIGIN: own names with the bound port, the public address and listed sites may connect", async () => {
    const { ports } = await startServer({
      publicUrl: "https://call.example.org",
      origins: ["https://app.example.org:8443"],
    });
    for (const origin of [
      `http://localhost:${ports.http}`,
      own(ports.http),
      `http://[::1]:${ports.http}`,
      "https://call.example.org",
      "https://app.example.org:8443",
    ]) {
      const socket = webSocket(ports.http, { origin });
      expect([origin, await handshake(socket)]).toEqual([origin, 101]);
      socket.terminate();
      expect((await http(ports.http, POLL, { headers: { origin } })).status).toBe(200);
    }
  });

  test.each([...FOREIGN, undefined])("ORIGIN: %s can not open a WebSocket", async (origin) => {
    const { ports } = await startServer();
    expect(await handshake(webSocket(ports.http, { origin }))).toBe(403);
  });

  test.each(FOREIGN)(
    "ORIGIN: %s can not poll, post or upgrade, not even a session it knows",
    async (origin) => {
      const { ports } = await startServer();
      expect((await http(ports.http, POLL, { headers: { origin } })).status).toBe(403);
      const sid = await openSession(ports.http);
      const path = `${POLL}&sid=${sid}`;
      const get = await http(ports.http, path, { headers: { origin } });
      expect([get.status, JSON.parse(get.body).code]).toEqual([403, "origin-refused"]);
      expect(get.headers["access-control-allow-origin"]).toBeUndefined();
      const post = await http(ports.http, path, { method: "POST", headers: { origin }, body: "40" });
      expect(post.status).toBe(403);
      const upgrade = `/socket.io/?EIO=4&transport=websocket&sid=${sid}`;
      expect(await handshake(webSocket(ports.http, { origin, path: upgrade }))).toBe(403);
      expect(await handshake(webSocket(ports.http, { origin: own(ports.http), path: upgrade }))).toBe(101);
    },
  );

  test("ORIGIN: none is fine for a browser's own GET to an own name, and for nothing else", async () => {
    const { ports } = await startServer();
    const site = { "sec-fetch-site": "same-origin" };
    expect((await http(ports.http, POLL, { headers: site })).status).toBe(200);
    expect((await http(ports.http, POLL, { headers: { ...site, host: "rebound.example" } })).status).toBe(
      403,
    );
    expect((await http(ports.http, POLL, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await http(ports.http, POLL)).status).toBe(403);
    const sid = await openSession(ports.http);
    const post = { method: "POST", headers: site, body: "40" };
    expect((await http(ports.http, `${POLL}&sid=${sid}`, post)).status).toBe(403);
    const upgrade = [
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
      `Host: 127.0.0.1:${ports.http}`,
      "Sec-Fetch-Site: same-origin",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ].join("\r\n");
    expect(await rawBytes(ports.http, `${upgrade}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test("ORIGIN: a listed site may read what it polls", async () => {
    const { ports } = await startServer({ origins: ["https://app.example.org"] });
    const { headers } = await http(ports.http, POLL, { headers: { origin: "https://app.example.org" } });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "https://app.example.org",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      vary: "Origin",
    });
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
    expect(headers["set-cookie"]).toBeUndefined();
  });
});

describe("transports", () => {
  test("long-polling carries events, and upgrades to WebSocket", async () => {
    const { ports } = await startServer();
    const device = new Device(ports.http, { transport: "polling" });
    expect(await device.next("hello")).toMatchObject({ v: 1 });
    expect(await device.request("leave", {})).toEqual({ err: "closed" });
    expect(device.socket.io.engine.transport.name).toBe("polling");
    device.socket.disconnect();
  });

  test("--no-polling leaves WebSocket alone", async () => {
    const { ports } = await startServer({ polling: false });
    expect((await http(ports.http, POLL, { headers: { origin: own(ports.http) } })).status).toBe(400);
    const device = new Device(ports.http);
    await device.next("hello");
    device.socket.disconnect();
  });

  test("the third revision of Engine.IO is refused", async () => {
    const { ports } = await startServer();
    const path = "/socket.io/?EIO=3&transport=polling";
    expect((await http(ports.http, path, { headers: { origin: own(ports.http) } })).status).toBe(400);
  });

  test("upgrades elsewhere are refused at once", async () => {
    const { ports } = await startServer();
    for (const path of ["/", "/socket.io", "/socket.iox/", "/engine.io/"]) {
      expect(await handshake(webSocket(ports.http, { origin: own(ports.http), path }))).toBe(404);
    }
  });
});

describe("connections per address", () => {
  test("LIMIT: too many new ones are refused with the time to wait", async () => {
    const { ports } = await startServer({ limitConnections: { burst: 2, perMinute: 1 } });
    const headers = { origin: own(ports.http) };
    expect((await http(ports.http, POLL, { headers })).status).toBe(200);
    expect((await http(ports.http, POLL, { headers })).status).toBe(200);
    const refused = await http(ports.http, POLL, { headers });
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([429, "rate"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(50);
    expect(await handshake(webSocket(ports.http))).toBe(429);
  });

  test("LIMIT: too many open ones are refused until one closes", async () => {
    const { ports } = await startServer({ openConnections: 2 });
    const devices = [new Device(ports.http), new Device(ports.http)];
    for (const device of devices) await device.next("hello");
    expect(await handshake(webSocket(ports.http))).toBe(429);
    devices[0]?.socket.disconnect();
    await expect
      .poll(async () => {
        const socket = webSocket(ports.http);
        const status = await handshake(socket);
        socket.terminate();
        return status;
      })
      .toBe(101);
    devices[1]?.socket.disconnect();
  });

  test("LIMIT: counts the client a trusted proxy names, and nobody else's word", async () => {
    const limit = { limitConnections: { burst: 1, perMinute: 1 } };
    const poll = async (port: number, forwarded: string) => {
      const headers = { origin: own(port), "x-forwarded-for": forwarded };
      return (await http(port, POLL, { headers })).status;
    };
    const behind = (await startServer({ ...limit, trustedProxies: ["127.0.0.0/8", "10.0.0.1"] })).ports.http;
    expect(await poll(behind, "203.0.113.1")).toBe(200);
    expect(await poll(behind, "203.0.113.2")).toBe(200);
    expect(await poll(behind, "203.0.113.1")).toBe(429);
    expect(await poll(behind, "198.51.100.7, 203.0.113.1")).toBe(429); // The client wrote the first one itself.
    expect(await poll(behind, "203.0.113.3, 10.0.0.1")).toBe(200);
    expect(await poll(behind, "2001:db8:1:2::1")).toBe(200);
    expect(await poll(behind, "2001:DB8:1:2:ffff::2")).toBe(429);
    expect(await poll(behind, "2001:db8:1:3::1")).toBe(200);
    const open = (await startServer(limit)).ports.http;
    expect(await poll(open, "203.0.113.1")).toBe(200);
    expect(await poll(open, "203.0.113.2")).toBe(429);
  });
});
