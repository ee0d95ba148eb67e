import { afterEach, expect, test } from "vitest";
import { RTCPeerConnection } from "werift";
import { createTurnServer, type TurnServer } from "./create-turn-server.ts";

const running: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

/** A relay-only peer connection of one seat. */
function connectionOf(
  server: TurnServer,
  transport: "udp" | "tcp",
  seat: "host" | "guest",
): RTCPeerConnection {
  const port = server.listening.find((one) => one.transport === transport)?.port;
  const { username, password } = server.credentials("call", seat);
  const urls = `turn:127.0.0.1:${port}?transport=${transport}`;
  const connection = new RTCPeerConnection({
    iceServers: [{ urls, username, credential: password }],
    iceTransportPolicy: "relay",
  });
  running.push(() => connection.close());
  return connection;
}

for (const transport of ["udp", "tcp"] as const) {
  test(`TURN-72: two relay-only connections of werift open a data channel over ${transport}`, {
    timeout: 40_000,
  }, async () => {
    const server = await createTurnServer({
      secrets: ["a secret of the tests"],
      listen: [{ transport, host: "127.0.0.1", port: 0 }],
    });
    running.push(() => server.close());
    server.admit("call");
    const host = connectionOf(server, transport, "host");
    const guest = connectionOf(server, transport, "guest");
    const channel = host.createDataChannel("chat");
    const received = new Promise<string>((resolve) => {
      guest.onDataChannel.subscribe((remote) => {
        remote.onMessage.subscribe((message) => resolve(message.toString()));
      });
    });
    const opened = new Promise<void>((resolve) => {
      channel.stateChanged.subscribe((state) => state === "open" && resolve());
    });
    await host.setLocalDescription(await host.createOffer());
    if (!host.localDescription) throw new Error("no offer");
    await guest.setRemoteDescription(host.localDescription);
    await guest.setLocalDescription(await guest.createAnswer());
    if (!guest.localDescription) throw new Error("no answer");
    await host.setRemoteDescription(guest.localDescription);
    await opened;
    channel.send(Buffer.from("over the relay"));
    expect(await received).toBe("over the relay");
    expect(server.metrics().packetsRelayed).toBeGreaterThan(10);
  });
}
