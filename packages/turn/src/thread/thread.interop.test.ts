import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { makeCertificate } from "../../testing/certificate.ts";
import { codeOf, value } from "../../testing/harness.ts";
import { Client, open, Running } from "../../testing/wire.ts";
import { XOR_MAPPED_ADDRESS } from "../stun/index.ts";
import { createTurnThread, type TurnThread, type TurnThreadOptions } from "./create-turn-thread.ts";

const certificate = makeCertificate();
const running = new Running();

afterEach(() => running.end());

async function start(options: Partial<TurnThreadOptions> = {}): Promise<TurnThread> {
  const thread = await createTurnThread({
    secrets: ["a secret of the tests"],
    listen: [{ transport: "udp", host: "127.0.0.1", port: 0 }],
    limits: { allocatesPerSecondPerAddress: 1000, challengesPerSecondPerAddress: 1000 },
    ...options,
  });
  return running.add(thread);
}

/** Accepts connections in this thread, reads their first bytes, and hands them over. @returns where */
async function front(thread: TurnThread, transport: "tcp" | "tls", prepare?: (socket: Socket) => void) {
  const accept = (socket: Socket) => {
    socket.once("data", (first) => {
      socket.pause();
      prepare?.(socket);
      thread.handOver(socket, first);
    });
  };
  const server: Server = transport === "tls" ? createTlsServer(certificate, accept) : createServer(accept);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  running.onEnd(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { transport, host: "127.0.0.1", port };
}

describe("TURN in a thread of its own", () => {
  test("TURN-66: relays between its UDP and connections accepted in this thread, TCP and TLS, both ways", async () => {
    const thread = await start();
    const places = [thread.listening[0], await front(thread, "tcp"), await front(thread, "tls")];
    for (const [from, hostPlace] of places.entries()) {
      for (const [to, guestPlace] of places.entries()) {
        const tag = `call-${from}-${to}`;
        await thread.admit(tag);
        const host = new Client(await open(running, hostPlace), thread.credentials(tag, "host"));
        const guest = new Client(await open(running, guestPlace), thread.credentials(tag, "guest"));
        const hostAt = await host.allocate();
        const guestAt = await guest.allocate();
        expect(value(hostAt, XOR_MAPPED_ADDRESS).ip.text).toBe("127.0.0.1");
        expect(codeOf(await host.permit(guestAt))).toBe(0);
        expect(codeOf(await guest.permit(hostAt))).toBe(0);
        for (const length of [0, 1, 1000, 1400]) {
          const data = Buffer.alloc(length, length);
          host.send(guestAt, data);
          expect(await guest.data()).toEqual(data);
          guest.send(hostAt, data);
          expect(await host.data()).toEqual(data);
        }
        await thread.closeCall(tag);
      }
    }
    expect(await thread.metrics()).toMatchObject({ allocations: 0, calls: 0, packetsRelayed: 72 });
  });
});
