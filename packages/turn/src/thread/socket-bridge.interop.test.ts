import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { Running } from "../../testing/wire.ts";
import type { ToServer } from "./messages.ts";
import { isNews } from "./outbox.ts";
import { SocketBridge } from "./socket-bridge.ts";

const running = new Running();

afterEach(() => running.end());

/** Both ends of a connection: the client's and the accepted one. */
async function connection(): Promise<readonly [Socket, Socket]> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  running.onEnd(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const client = connect(port, "127.0.0.1");
  running.onEnd(() => client.destroy());
  const [accepted] = await once(server, "connection");
  running.onEnd(() => accepted.destroy());
  return [client, accepted];
}

test("TURN-66: a connection is not read while 256 KiB wait for the server's thread, and read on afterwards", async () => {
  const [client, accepted] = await connection();
  let posted = 0;
  let id = 0;
  const bridge = new SocketBridge((message: ToServer) => {
    if (isNews(message)) posted += message[0].length;
    else if (message.kind === "hand-over") id = message.id;
  });
  bridge.handOver(accepted, Buffer.from("first"));
  // More than the system's buffers hold, so that the client notices.
  const total = 32 * 1024 * 1024;
  client.write(Buffer.alloc(total));
  await vi.waitFor(() => expect(accepted.isPaused()).toBe(true));
  await vi.waitFor(() => expect(posted).toBeGreaterThan(256 * 1024));
  expect(posted).toBeLessThan(256 * 1024 + 64 * 1024 + 1);
  expect(client.writableLength).toBeGreaterThan(0);
  let taken = 0;
  await vi.waitFor(
    () => {
      bridge.passed(id, posted - taken);
      taken = posted;
      expect(posted).toBe(total);
    },
    { timeout: 10_000, interval: 1 },
  );
});
