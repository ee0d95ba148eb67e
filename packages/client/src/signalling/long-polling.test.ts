import { on, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { io } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import { LongPolling } from "./long-polling.ts";

const HANDSHAKE = `0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000}`;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server of which the test answers every request, or none. */
const listening = async () => {
  server = createServer();
  const requests = on(server, "request");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const next = async () => {
    const { value } = await requests.next();
    // Events are typed as lists of anything.
    const [request, response] = value as [IncomingMessage, ServerResponse];
    return { request, response };
  };
  return { url: `http://127.0.0.1:${port}`, next };
};

const connect = (url: string) => io(url, { transports: [LongPolling], reconnection: false, forceNew: true });

describe("LongPolling", () => {
  it("an attempt that is given up leaves no request behind", async () => {
    const { url, next } = await listening();
    const socket = connect(url);
    const { response } = await next();
    const gone = once(response, "close");
    socket.disconnect();
    await gone;
    expect(response.writableEnded).toBe(false);
  });

  it("a connection that is closed says so and takes its waiting request back", async () => {
    const { url, next } = await listening();
    const socket = connect(url);
    (await next()).response.end(HANDSHAKE);
    const seen = [await next(), await next()];
    const posted = seen.find(({ request }) => request.method === "POST");
    const waiting = seen.find(({ request }) => request.method === "GET");
    if (!posted || !waiting) throw new Error("One writes and one waits.");
    posted.response.end("ok");
    const gone = once(waiting.response, "close");
    socket.disconnect();
    await gone;
    const farewell = await next();
    const body = await farewell.request.setEncoding("utf8").toArray();
    expect(body.join("")).toContain("1");
    farewell.response.end("ok");
  });

  it("an answer that is an error is one, not silence", async () => {
    const { url, next } = await listening();
    const socket = connect(url);
    const failed = new Promise((resolve) => socket.once("connect_error", resolve));
    const { response } = await next();
    response.writeHead(503).end();
    expect(await failed).toBeInstanceOf(Error);
  });
});
