import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ERROR_CODE } from "../stun/attributes/error-code.ts";
import { MESSAGE_INTEGRITY } from "../stun/attributes/message-integrity.ts";
import { NONCE } from "../stun/attributes/nonce.ts";
import { REALM } from "../stun/attributes/realm.ts";
import { XOR_MAPPED_ADDRESS } from "../stun/attributes/xor-mapped-address.ts";
import { CLASS, METHOD } from "../stun/header.ts";
import { parseIp } from "../stun/ip-address.ts";
import { readMessage } from "../stun/message-reader.ts";
import { MessageWriter } from "../stun/message-writer.ts";
import { openAllocation } from "./allocation.ts";
import { askAddress } from "./ask-address.ts";
import { parseServerUrl } from "./server-url.ts";

const running: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

/** Milliseconds each step may take here. */
const timeout = 400;

/** A UDP server that answers as it likes. @returns its URL */
async function udp(answer: (request: Buffer, reply: (bytes: Buffer) => void) => void): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (bytes: Buffer, { address, port }: RemoteInfo) =>
    answer(bytes, (reply) => socket.send(reply, port, address)),
  );
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  running.push(() => socket.close());
  return `turn:127.0.0.1:${socket.address().port}`;
}

/** A TCP server that does as it likes. */
async function tcp(serve: (socket: Socket) => void, scheme = "turn"): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on("error", () => undefined).on("close", () => open.delete(socket)));
    serve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  running.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `${scheme}:127.0.0.1:${port}?transport=tcp`;
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (error) => error.code,
  );
const ask = (url: string) => codeOf(askAddress(url, { timeout }));
const allocate = (url: string) =>
  codeOf(openAllocation(parseServerUrl(url), { username: "1:x", password: "y" }, { timeout }));

/** An error answer to a request. */
function error(
  request: Buffer,
  code: number,
  realm: string | undefined,
  nonce: string | undefined,
): MessageWriter {
  const message = readMessage(request);
  if (typeof message === "string") throw new Error(message);
  const writer = new MessageWriter(message.method, CLASS.error, message.transactionId);
  writer.add(ERROR_CODE, { code, reason: "" });
  if (realm !== undefined) writer.add(REALM, realm);
  return nonce === undefined ? writer : writer.add(NONCE, nonce);
}

describe("over UDP", () => {
  test("RFC 8489 6.2.1: asks again after 500 ms, and takes the late answer", async () => {
    let count = 0;
    const started = performance.now();
    const url = await udp((request, reply) => {
      count++;
      if (count < 2) return;
      const writer = new MessageWriter(METHOD.binding, CLASS.success, request.subarray(8, 20));
      const ip = parseIp("192.0.2.7");
      if (ip !== undefined) reply(writer.add(XOR_MAPPED_ADDRESS, { ip, port: 5 }).finish());
    });
    expect(await askAddress(url)).toBe("192.0.2.7");
    expect(count).toBe(2);
    expect(performance.now() - started).toBeGreaterThan(490);
  });

  test("silence, a closed port, garbage and answers to something else end with their own code", async () => {
    expect(await ask(await udp(() => undefined))).toBe("timeout");
    expect(await ask("turn:127.0.0.1:1")).toBe("refused");
    expect(await ask(await udp((_request, reply) => reply(Buffer.from("HTTP/1.1 400 no"))))).toBe("not-stun");
    expect(await ask(await udp((_request, reply) => reply(Buffer.alloc(0))))).toBe("not-stun");
    const other = new MessageWriter(METHOD.binding, CLASS.success, Buffer.alloc(12)).finish();
    expect(await ask(await udp((_request, reply) => reply(other)))).toBe("timeout");
    const empty = (request: Buffer) => new MessageWriter(1, CLASS.success, request.subarray(8, 20)).finish();
    expect(await ask(await udp((request, reply) => reply(empty(request))))).toBe("answer-incomplete");
    expect(await ask(await udp((request, reply) => reply(request)))).toBe("timeout");
  });

  test("challenges that lead nowhere end: without realm, with ever another nonce or realm", async () => {
    let count = 0;
    const answering = (realm: () => string | undefined, code: number) =>
      udp((request, reply) => reply(error(request, code, realm(), `nonce ${count++}`).finish()));
    expect(await allocate(await answering(() => undefined, 401))).toBe("challenge-incomplete");
    expect(await allocate(await answering(() => "", 401))).toBe("challenge-incomplete");
    expect(await allocate(await answering(() => "same", 401))).toBe("refusal");
    expect(await allocate(await answering(() => `realm ${count}`, 401))).toBe("realm-changed");
    count = 0;
    expect(await allocate(await answering(() => "same", 438))).toBe("refusal");
    expect(count).toBe(3);
  });

  test("RFC 8489 9.2.5: a success without the right signature is not believed", async () => {
    const url = await udp((request, reply) => {
      const message = readMessage(request);
      const isSigned = typeof message !== "string" && message.has(MESSAGE_INTEGRITY);
      if (!isSigned) return reply(error(request, 401, "r", "n").finish());
      reply(new MessageWriter(METHOD.allocate, CLASS.success, request.subarray(8, 20)).finish());
    });
    expect(await allocate(url)).toBe("answer-unsigned");
  });
});

describe("over TCP and TLS", () => {
  test("silence, closing at once or later, garbage and dripping end with their own code", async () => {
    expect(await ask("turn:127.0.0.1:1?transport=tcp")).toBe("refused");
    expect(await ask(await tcp(() => undefined))).toBe("timeout");
    expect(await ask(await tcp((socket) => socket.destroy()))).toBe("closed");
    expect(await ask(await tcp((socket) => socket.on("data", () => socket.end())))).toBe("closed");
    expect(await ask(await tcp((socket) => socket.on("data", () => socket.resetAndDestroy())))).toBe(
      "closed",
    );
    const web = (socket: Socket) => socket.on("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await ask(await tcp(web))).toBe("not-stun");
    const long = (socket: Socket) => socket.write(Buffer.from([1, 1, 0xff, 0xfc]));
    expect(await ask(await tcp(long))).toBe("not-stun");
    const drip = (socket: Socket) => {
      const bytes = [1, 1, 0, 0xf0].values();
      const timer = setInterval(() => socket.write(Buffer.from([bytes.next().value ?? 0])), 20);
      socket.on("close", () => clearInterval(timer));
    };
    expect(await ask(await tcp(drip))).toBe("timeout");
  });

  test("a TLS handshake that is refused, silent or no TLS at all", async () => {
    expect(await allocate(await tcp(() => undefined, "turns"))).toBe("timeout");
    expect(await allocate(await tcp((socket) => socket.destroy(), "turns"))).toBe("closed");
    const web = (socket: Socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(await allocate(await tcp(web, "turns"))).toBe("tls-failed");
  });

  test("every socket is closed afterwards, whatever the end was", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await tcp((socket) => {
      closed.push(once(socket.resume(), "close"));
    });
    expect(await ask(url)).toBe("timeout");
    expect(await allocate(url)).toBe("timeout");
    expect(await allocate(url.replace("turn:", "turns:"))).toBe("timeout");
    await Promise.all(closed);
    expect(closed).toHaveLength(3);
  });
});
