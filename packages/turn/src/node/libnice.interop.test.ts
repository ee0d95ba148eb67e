import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { Running } from "../../testing/wire.ts";
import { createTurnServer } from "./create-turn-server.ts";

// libnice is what GStreamer's WebRTC speaks ICE with: the Debian packages gir1.2-nice-0.1 and python3-gi.

const running = new Running();

afterEach(() => running.end());

const script = fileURLToPath(new URL("../../testing/libnice-call.py", import.meta.url));

for (const transport of ["udp", "tcp"] as const) {
  test(`TURN-73: two agents of libnice with relay candidates only talk over ${transport}`, {
    timeout: 40_000,
  }, async () => {
    const server = await createTurnServer({
      secrets: ["a secret of the tests"],
      listen: [{ transport, host: "127.0.0.1", port: 0 }],
    });
    running.add(server);
    server.admit("call");
    const [host, guest] = [server.credentials("call", "host"), server.credentials("call", "guest")];
    const names = [host.username, host.password, guest.username, guest.password];
    const port = `${server.listening[0]?.port}`;
    const child = spawn("/usr/bin/python3", [script, port, transport, ...names]);
    running.onEnd(() => child.kill());
    const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
    await once(child, "close");
    expect((await outputs).join("").trim()).toBe("host got: from guest, guest got: from host");
    expect(server.metrics().packetsRelayed).toBeGreaterThan(4);
  });
}
