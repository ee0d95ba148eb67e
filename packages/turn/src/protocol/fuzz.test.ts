import { expect, test } from "vitest";
import { channelData, pairOf, sendIndication, TestServer } from "../../testing/harness.ts";
import { Random } from "../../testing/random.ts";
import {
  addFingerprint,
  CLASS,
  METHOD,
  MessageWriter,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHMS,
  REQUESTED_TRANSPORT,
  USERHASH,
  XOR_PEER_ADDRESS,
} from "../stun/index.ts";
import type { Payload } from "./path.ts";

/** `ONECALL_FUZZ_INPUTS=100000000` for a long run, `ONECALL_FUZZ_SEED` to try other inputs. The default run is the same every time. */
const { ONECALL_FUZZ_INPUTS = "5000000", ONECALL_FUZZ_SEED = "1" } = process.env;
const INPUTS = Number(ONECALL_FUZZ_INPUTS);
const SEED = Number(ONECALL_FUZZ_SEED);

/** Changes some bytes of what a client could send, cuts it, or leaves the framing right and the rest at random. */
function mutate(random: Random, into: Buffer, template: Buffer): number {
  template.copy(into);
  const { length } = template;
  const changes = random.below(4);
  for (let count = 0; count < changes; count++) into[random.below(length)] = random.below(256);
  const kind = random.below(16);
  if (kind === 0) return random.below(length + 1);
  if (kind === 1) {
    // Aligned attributes of any type and length behind a right header.
    for (let at = 20; at < length; at++) into[at] = random.below(256);
    for (let at = 20; at + 4 <= length; at += 4)
      if (random.below(3) === 0) into.writeUInt16BE(random.below(48), at);
  }
  if (kind === 2) for (let at = 0; at < length; at++) into[at] = random.below(256);
  if (kind <= 1) into.writeUInt16BE(Math.max(0, length - 20), 2);
  return length;
}

test(`TURN-6: ${INPUTS} hostile inputs, seed ${SEED}: nothing throws, no answer is too long, nothing leaks`, {
  timeout: 0,
}, () => {
  const random = new Random(SEED);
  const server = new TestServer({ limits: { allocationsPerUser: 3 } });
  const { host, guest, hostAt, guestAt } = pairOf(server);
  host.bind(0x4000, guestAt);
  const stranger = server.client("other", "host");
  stranger.challenge();
  const udp = (writer: MessageWriter) => writer.add(REQUESTED_TRANSPORT, 17);
  const bare = (method: number) => new MessageWriter(method, CLASS.request, Buffer.alloc(12, 5));
  const templates: [Buffer, ...Buffer[]] = [
    bare(METHOD.binding).finish(),
    addFingerprint(bare(METHOD.binding)).finish(),
    udp(bare(METHOD.allocate)).finish(),
    sendIndication(guestAt, Buffer.alloc(60)),
    sendIndication(hostAt, Buffer.alloc(3)),
    channelData(0x4000, Buffer.alloc(60)),
    channelData(0x4001, Buffer.alloc(5)),
    stranger.signed(METHOD.allocate, udp),
    stranger.signed(METHOD.allocate, (writer) =>
      udp(writer).add(USERHASH, Buffer.alloc(32)).add(PASSWORD_ALGORITHM, 2).add(PASSWORD_ALGORITHMS, [2, 1]),
    ),
    host.signed(METHOD.createPermission, (writer) => writer.add(XOR_PEER_ADDRESS, guestAt)),
    host.signed(METHOD.channelBind, (writer) => writer.add(XOR_PEER_ADDRESS, guestAt)),
    host.signed(METHOD.refresh),
  ];
  let answers = 0;
  let longest = 0;
  for (const { link } of [host, guest, stranger]) {
    link.send = (_path, _bytes, start, end, payload: Payload) => {
      answers++;
      if (payload === "answer") longest = Math.max(longest, end - start);
      return true;
    };
  }
  const clients: [typeof host, ...(typeof host)[]] = [stranger, stranger, host, guest];
  const bytes = Buffer.alloc(512);
  for (let count = 0; count < INPUTS; count++) {
    const length = mutate(random, bytes, random.pick(templates));
    server.core.receive(random.pick(clients).path, bytes, 0, length, server.now);
    if (count % 1000 === 0) server.pass(1);
  }
  expect(answers).toBeGreaterThan(INPUTS / 1000);
  expect(longest).toBeLessThanOrEqual(320);
  expect(server.core.metrics().allocations).toBeLessThanOrEqual(3);
  server.pass(700_000);
  expect(server.core.metrics().allocations).toBe(0);
});
