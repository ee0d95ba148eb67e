import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { createTurnServer } from "../node/create-turn-server.ts";
import { askAddress } from "./ask-address.ts";

const running: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function start(host: string): Promise<number> {
  const server = await createTurnServer({
    secrets: ["a secret of the tests"],
    listen: [{ transport: "udp", host, port: 0 }],
  });
  running.push(() => server.close());
  return server.listening[0]?.port ?? 0;
}

test("tells the own address over IPv4 and IPv6", async () => {
  expect(await askAddress(`stun:127.0.0.1:${await start("127.0.0.1")}`)).toBe("127.0.0.1");
  expect(await askAddress(`stun:[::1]:${await start("::1")}`, { family: 6 })).toBe("::1");
  expect(await askAddress(`stun:localhost:${await start("127.0.0.1")}`, { family: 4 })).toBe("127.0.0.1");
});

test("says what is wrong instead", async () => {
  const silent = createSocket("udp4").bind(0, "127.0.0.1");
  await once(silent, "listening");
  running.push(() => silent.close());
  const { port } = silent.address();
  const code = (url: string, family?: 4 | 6) =>
    askAddress(url, { timeout: 300, ...(family && { family }) }).catch((error) => error.code);
  expect(await code("example.org")).toBe("url-invalid");
  expect(await code("stun:name.invalid")).toBe("name-not-found");
  expect(await code("stun:127.0.0.1:1", 6)).toBe("name-not-found");
  expect(await code("stun:127.0.0.1:1")).toBe("refused");
  expect(await code(`stun:127.0.0.1:${port}`)).toBe("timeout");
});
