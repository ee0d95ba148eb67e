import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { at, pairOf, parse, TestServer, value } from "../../testing/harness.ts";
import { XOR_PEER_ADDRESS } from "../stun/index.ts";

const probe = fileURLToPath(new URL("../../testing/allocation-probe.ts", import.meta.url));

test("TURN-50: relaying a packet allocates no memory, on every way it can go", { timeout: 60_000 }, () => {
  const young = ["--min-semi-space-size=64", "--max-semi-space-size=64"];
  const output = execFileSync(process.execPath, ["--expose-gc", ...young, "--import", "tsx", probe], {
    encoding: "utf8",
  });
  const perPacket: unknown = JSON.parse(output);
  // The smallest object there is has 16 bytes.
  for (const [way, bytes] of Object.entries(perPacket ?? {})) expect(bytes, way).toBeLessThan(8);
  expect(Object.keys(perPacket ?? {})).toHaveLength(5);
});

test("TURN-50: media is built where it was received when the header fits, else in memory of the server", () => {
  const { host, guest, guestAt, hostAt } = pairOf(new TestServer());
  host.bind(0x4000, guestAt);
  guest.take();
  const payload = () => guest.link.sent.splice(0).map((sent) => sent.payload);
  host.send(guestAt, Buffer.from("abcd"));
  expect(payload()).toEqual(["media"]);
  host.channelData(0x4000, Buffer.from("abcd"));
  expect(payload()).toEqual(["borrowed-media"]);
  guest.bind(0x4001, hostAt);
  host.channelData(0x4000, Buffer.from("abc"));
  expect(payload()).toEqual(["media"]);
});

test("TURN-50: two Data indications never share a transaction id", () => {
  const { host, guest, guestAt, hostAt } = pairOf(new TestServer());
  for (let count = 0; count < 100; count++) host.send(guestAt, Buffer.from("x"));
  const messages = guest.take().map(parse);
  expect(new Set(messages.map(({ transactionId }) => transactionId.toString("hex"))).size).toBe(100);
  expect(messages.every((message) => value(message, XOR_PEER_ADDRESS).port === hostAt.port)).toBe(true);
});

test("TURN-54: what a link does not take is dropped and counted", () => {
  const server = new TestServer();
  const { host, guest, guestAt } = pairOf(server);
  guest.link.isFull = true;
  expect(host.send(guestAt, Buffer.from("x"))).toBe("queue-full");
  expect(host.send(at("192.0.2.10", 1), Buffer.from("x"))).toBe("peer-gone");
});
