import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, codeOf, ip, parse, TestServer, value } from "../../../testing/harness.ts";
import {
  EVEN_PORT,
  type IpAddress,
  METHOD,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  RESERVATION_TOKEN,
  XOR_RELAYED_ADDRESS,
} from "../../stun/index.ts";
import { ipv4, ipv6 } from "../../stun/ip-address.ts";
import type { Allocation } from "../allocation.ts";
import type { Limits } from "../limits.ts";
import { canonicalAddress } from "./canonical-address.ts";
import { parseRange } from "./ranges.ts";

interface Sent {
  readonly to: string;
  readonly port: number;
  readonly length: number;
}

/** A public server whose relay sockets open at once, or fail where the test says so. */
function publicServer(options: { failing?: number; allowed?: string[]; limits?: Partial<Limits> } = {}) {
  const sent: Sent[] = [];
  const opened: Allocation[] = [];
  let failing = options.failing ?? 0;
  let closed = 0;
  const ranges = (texts: readonly string[]) => texts.map(parseRange).filter((range) => range !== undefined);
  const server: TestServer = new TestServer({
    ...(options.limits && { limits: options.limits }),
    policy: {
      kind: "public",
      firstPort: 50_000,
      lastPort: 50_099,
      own: [ip("8.8.4.4")],
      denied: ranges(["9.9.9.0/24"]),
      allowed: ranges(options.allowed ?? []),
      dontFragment: true,
      sockets: {
        open(allocation) {
          queueMicrotask(() => {
            if (failing-- > 0) return server.core.relayFailed(allocation, server.now);
            opened.push(allocation);
            const send = (_bytes: Buffer, start: number, end: number, to: string, port: number) =>
              sent.push({ to, port, length: end - start }) > 0;
            return server.core.relayOpened(allocation, { send, close: () => closed++ }, server.now);
          });
        },
      },
    },
  });
  const client = async (
    seat: "host" | "guest",
    add: Parameters<ReturnType<TestServer["client"]>["request"]>[1],
  ) => {
    const made = server.client("user", seat);
    made.challenge();
    made.deliver(
      made.signed(METHOD.allocate, (writer) => {
        writer.add(REQUESTED_TRANSPORT, 17);
        add?.(writer);
      }),
    );
    await Promise.resolve();
    for (let step = 0; step < 10; step++) await Promise.resolve();
    return made;
  };
  return { server, client, sent, opened, closed: () => closed };
}

const PEER = at("1.2.3.4", 5000);

describe("public", () => {
  test("TURN-40: relays to the internet and back, Send and channels", async () => {
    const { server, client, sent, opened } = publicServer();
    const one = await client("host", undefined);
    one.take();
    expect(codeOf(one.permit(PEER))).toBe(0);
    expect(one.send(PEER, Buffer.from("out"))).toBeUndefined();
    expect(sent).toEqual([{ to: "1.2.3.4", port: 5000, length: 3 }]);
    const [allocation] = opened;
    if (allocation === undefined) throw new Error("no allocation");
    server.core.receiveFromPeer(allocation, Buffer.from("in"), "1.2.3.4", 5000, server.now);
    expect(one.received()).toEqual([{ from: PEER, data: "in" }]);
    one.bind(0x4001, PEER);
    server.core.receiveFromPeer(allocation, Buffer.from("in"), "1.2.3.4", 5000, server.now);
    expect(one.received()).toEqual([{ from: 0x4001, data: "in" }]);
    const stranger = server.core.receiveFromPeer(allocation, Buffer.from("in"), "1.2.3.5", 5000, server.now);
    expect(stranger).toBe("no-permission");
  });

  test("TURN-41: refuses own, denied, special-purpose and low ports; the other family is 443", async () => {
    const { client, server } = publicServer();
    const one = await client("host", undefined);
    for (const text of [
      "127.0.0.1",
      "10.1.2.3",
      "169.254.169.254",
      "100.64.0.1",
      "224.0.0.1",
      "8.8.4.4",
      "9.9.9.9",
    ]) {
      expect(codeOf(one.permit(at(text, 5000))), text).toBe(403);
      expect(one.send(at(text, 5000), Buffer.from("x")), text).toBe("no-permission");
    }
    expect(codeOf(one.bind(0x4000, at("1.2.3.4", 1023)))).toBe(403);
    expect(codeOf(one.permit(at("2600::1", 5000)))).toBe(443);
    one.permit(PEER);
    expect(one.send(at("1.2.3.4", 53), Buffer.from("x"))).toBe("peer-refused");
    expect(server.core.metrics().refusals).toMatchObject({
      "own-address": 1,
      "denied-range": 1,
      "low-port": 1,
    });
  });

  test("TURN-41: no spelling of a forbidden IPv4 address gets through over IPv6", async () => {
    const { client } = publicServer();
    const six = await client("host", (writer) => writer.add(REQUESTED_ADDRESS_FAMILY, 2));
    const word = fc.oneof(
      fc
        .constantFrom("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0")
        .map((text) => ip(text).w0),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    );
    const spellings: ((w: number) => IpAddress)[] = [
      (w) => ipv6(0, 0, 0xffff, w),
      (w) => ipv6(0, 0xffff, 0, w),
      (w) => ipv6(0, 0, 0, w),
      (w) => ipv6(0x64ff9b, 0, 0, w),
      (w) => ipv6(0x20020000 | (w >>> 16), w << 16, 0, 1),
      (w) => ipv6(0x20010000, 0, 0, ~w),
    ];
    fc.assert(
      fc.property(word, fc.constantFrom(...spellings), (w, spell) => {
        if (w !== 0 && w !== 1) expect(canonicalAddress(spell(w))).toEqual(ipv4(w));
        expect(codeOf(six.permit({ ip: spell(w), port: 5000 }))).toBe(403);
      }),
      { numRuns: 500 },
    );
    for (const text of [
      "fe80::1",
      "fc00::1",
      "ff02::1",
      "2001:db8::1",
      "3fff::1",
      "64:ff9b:1::1",
      "fec0::1",
      "5f00::1",
    ]) {
      expect(codeOf(six.permit(at(text, 5000))), text).toBe(403);
    }
    expect(codeOf(six.permit(at("2600::1", 5000)))).toBe(0);
  });

  test("TURN-42: a peer that never answers gets 50 packets or 20 kB", async () => {
    const { server, client, sent, opened } = publicServer();
    const one = await client("host", undefined);
    one.permit(PEER, at("1.2.3.9", 1));
    const flood = (peer: typeof PEER, size: number) => {
      for (let count = 0; count < 100; count++) one.send(peer, Buffer.alloc(size));
      return sent.splice(0).length;
    };
    expect(flood(PEER, 100)).toBe(50);
    expect(flood({ ...PEER, port: 6000 }, 100), "another port of it").toBe(0);
    expect(flood(at("1.2.3.9", 5000), 1000)).toBe(20);
    const [allocation] = opened;
    if (allocation === undefined) throw new Error("no allocation");
    server.core.receiveFromPeer(allocation, Buffer.from("in"), "1.2.3.4", 5000, server.now);
    expect(flood(PEER, 100)).toBe(100);
  });

  test("TURN-42: at most 16 peers an allocation", async () => {
    const { client, server } = publicServer();
    const one = await client("host", undefined);
    for (let last = 1; last <= 16; last++) expect(codeOf(one.permit(at(`1.2.3.${last}`, 1)))).toBe(0);
    expect(codeOf(one.permit(at("1.2.3.17", 1)))).toBe(403);
    server.pass(301_000);
    expect(codeOf(one.permit(at("1.2.3.17", 1))), "the others ran out").toBe(0);
  });

  test("TURN-43: an even port, the next one by its token, once and for 30 s", async () => {
    const { server, client } = publicServer();
    const pair = await client("host", (writer) => writer.add(EVEN_PORT, { reserveNext: true }));
    const answer = parse(pair.take()[0] ?? Buffer.alloc(0));
    const token = value(answer, RESERVATION_TOKEN);
    const { port } = value(answer, XOR_RELAYED_ADDRESS);
    expect(port % 2).toBe(0);
    const second = await client("host", (writer) => writer.add(RESERVATION_TOKEN, token));
    expect(value(parse(second.take()[0] ?? Buffer.alloc(0)), XOR_RELAYED_ADDRESS).port).toBe(port + 1);
    const third = await client("host", (writer) => writer.add(RESERVATION_TOKEN, token));
    expect(codeOf(parse(third.take()[0] ?? Buffer.alloc(0)))).toBe(508);
    const late = await client("host", (writer) => writer.add(EVEN_PORT, { reserveNext: true }));
    const lateToken = value(parse(late.take()[0] ?? Buffer.alloc(0)), RESERVATION_TOKEN);
    server.pass(31_000);
    const tooLate = await client("host", (writer) => writer.add(RESERVATION_TOKEN, lateToken));
    expect(codeOf(parse(tooLate.take()[0] ?? Buffer.alloc(0)))).toBe(508);
  });

  test("TURN-44: a taken port is tried elsewhere, in the end it is 508 and nothing stays", async () => {
    const some = publicServer({ failing: 3 });
    const one = await some.client("host", undefined);
    expect(codeOf(parse(one.take()[0] ?? Buffer.alloc(0)))).toBe(0);
    const all = publicServer({ failing: 100 });
    const two = await all.client("host", undefined);
    expect(codeOf(parse(two.take()[0] ?? Buffer.alloc(0)))).toBe(508);
    expect(all.server.core.metrics()).toMatchObject({ allocations: 0, calls: 0 });
    expect(two.link.kept.size).toBe(0);
  });

  test("TURN-45: two clients of the server meet without a socket", async () => {
    const { client, opened, sent } = publicServer();
    const one = await client("host", undefined);
    const two = await client("guest", undefined);
    const [oneAt, twoAt] = opened.map(({ relayed }) => relayed);
    if (oneAt === undefined || twoAt === undefined) throw new Error("no allocations");
    one.permit(twoAt);
    two.permit(oneAt);
    two.take();
    expect(one.send(twoAt, Buffer.from("hello"))).toBeUndefined();
    expect(two.received()).toEqual([{ from: oneAt, data: "hello" }]);
    expect(one.send({ ...twoAt, port: 50_100 }, Buffer.from("x"))).toMatch(/peer-gone|no-permission/);
    expect(sent).toEqual([]);
  });

  test("TURN-44: an allocation that ends closes its socket, also one that opens too late", async () => {
    const { server, client, closed } = publicServer();
    const one = await client("host", undefined);
    one.take();
    one.refresh(0);
    expect(closed()).toBe(1);
    const late = server.client("user", "guest");
    late.challenge();
    late.deliver(late.signed(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17)));
    server.core.closeCall("user", server.now);
    for (let step = 0; step < 10; step++) await Promise.resolve();
    expect(closed()).toBe(2);
    expect(server.core.metrics().allocations).toBe(0);
  });
});
