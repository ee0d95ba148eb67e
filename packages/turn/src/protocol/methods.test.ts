import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { at, codeOf, pairOf, TestServer, value } from "../../testing/harness.ts";
import {
  ADDITIONAL_ADDRESS_FAMILY,
  ADDRESS_ERROR_CODE,
  ALTERNATE_SERVER,
  CHANNEL_NUMBER,
  DONT_FRAGMENT,
  EVEN_PORT,
  LIFETIME,
  METHOD,
  type MessageWriter,
  MOBILITY_TICKET,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  RESERVATION_TOKEN,
  UNKNOWN_ATTRIBUTES,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from "../stun/index.ts";

const OTHER = at("203.0.113.9", 5000);
const PRIORITY = { type: 0x0024, name: "PRIORITY", read: () => undefined, write: () => 0 };

describe("Allocate", () => {
  const ask = (add: (writer: MessageWriter) => void, server = new TestServer()) =>
    codeOf(server.client("a", "host").request(METHOD.allocate, add));
  const udp = (writer: MessageWriter) => writer.add(REQUESTED_TRANSPORT, 17);

  test("TURN-20: the success holds what browsers need, and the lifetime is 600 s", () => {
    const client = new TestServer().client("a", "host", { port: 4242 });
    const answer = client.request(METHOD.allocate, (writer) => udp(writer).add(LIFETIME, 3600));
    expect(value(answer, XOR_MAPPED_ADDRESS)).toEqual(at("198.51.100.1", 4242));
    expect(value(answer, XOR_RELAYED_ADDRESS).ip.text).toBe("192.0.2.10");
    expect(value(answer, LIFETIME)).toBe(600);
  });

  test("TURN-20: each wrong request has its code", () => {
    expect(ask(() => undefined)).toBe(400);
    expect(ask((writer) => writer.add(REQUESTED_TRANSPORT, 6))).toBe(442);
    expect(ask((writer) => udp(writer).add(MOBILITY_TICKET, Buffer.alloc(0)))).toBe(405);
    expect(ask((writer) => udp(writer).add(REQUESTED_ADDRESS_FAMILY, 3))).toBe(440);
    expect(ask((writer) => udp(writer).add(EVEN_PORT, { reserveNext: true }))).toBe(508);
    expect(ask((writer) => udp(writer).add(RESERVATION_TOKEN, Buffer.alloc(8)))).toBe(508);
    const both = (writer: MessageWriter) =>
      udp(writer).add(EVEN_PORT, { reserveNext: false }).add(RESERVATION_TOKEN, Buffer.alloc(8));
    expect(ask(both)).toBe(400);
    expect(ask((writer) => udp(writer).add(ADDITIONAL_ADDRESS_FAMILY, 1))).toBe(400);
    const onlyIpv4 = new TestServer({ relay: { ipv4: at("192.0.2.10", 0).ip } });
    expect(ask((writer) => udp(writer).add(REQUESTED_ADDRESS_FAMILY, 2), onlyIpv4)).toBe(440);
  });

  test("TURN-20: IPv6 on demand, DONT-FRAGMENT and even ports are given, a second address is not", () => {
    const server = new TestServer();
    const address = server.client("a", "host").allocate((writer) => writer.add(REQUESTED_ADDRESS_FAMILY, 2));
    expect(address.ip.text).toBe("2001:db8::10");
    expect(ask((writer) => udp(writer).add(DONT_FRAGMENT, true))).toBe(0);
    for (let count = 0; count < 10; count++) {
      const { port } = server
        .client("a", "guest")
        .allocate((writer) => writer.add(EVEN_PORT, { reserveNext: false }));
      expect(port % 2).toBe(0);
    }
    const answer = server
      .client("b", "host")
      .request(METHOD.allocate, (writer) => udp(writer).add(ADDITIONAL_ADDRESS_FAMILY, 2));
    expect(value(answer, ADDRESS_ERROR_CODE)).toEqual({ family: 6, code: 440 });
  });

  test("TURN-21: repeated it gets the same answer, a new one on the same five-tuple 437", () => {
    const client = new TestServer().client("a", "host");
    client.challenge();
    const bytes = client.signed(METHOD.allocate, udp);
    const first = client.ask(bytes).bytes;
    expect(client.ask(bytes).bytes).toEqual(first);
    expect(codeOf(client.request(METHOD.allocate, udp))).toBe(437);
    expect(client.server.core.metrics().allocations).toBe(1);
  });

  test("TURN-22: 16 of one user, also over renewed credentials; then 486, and 508 when the server is full", () => {
    const server = new TestServer({ limits: { allocations: 20 } });
    for (let count = 0; count < 16; count++) {
      server.client("a", "host").allocate();
      server.pass(1000);
    }
    const ask = (tag: string, seat: "host" | "guest") =>
      codeOf(server.client(tag, seat).request(METHOD.allocate, udp));
    expect(ask("a", "host")).toBe(486);
    for (const _ of [1, 2, 3, 4]) expect(ask("a", "guest")).toBe(0);
    expect(ask("b", "host")).toBe(508);
  });

  test("TURN-22: of one address no more than its share, whatever the calls; what ends makes room", () => {
    const server = new TestServer({ limits: { allocationsPerAddress: 3 } });
    const ask = (index: number, address: string) =>
      codeOf(server.client(`call${index}`, "host", { address }).request(METHOD.allocate, udp));
    expect([1, 2, 3, 4].map((index) => ask(index, "198.51.100.1"))).toEqual([0, 0, 0, 486]);
    expect(ask(5, "198.51.100.2")).toBe(0);
    expect([1, 2, 3, 4].map((index) => ask(10 + index, `2001:db8:1:2::${index}`))).toEqual([0, 0, 0, 486]);
    server.core.closeCall("call2", server.now);
    expect([ask(6, "198.51.100.1"), ask(7, "198.51.100.1")]).toEqual([0, 486]);
  });

  test("TURN-22: 10 a second from one address, 50 a second in all", () => {
    const limits = { allocatesPerSecondPerAddress: 10, allocatesPerSecond: 50 };
    const server = new TestServer({ limits });
    const codes = Array.from({ length: 130 }, (_, index) =>
      codeOf(
        server
          .client(`call${index}`, "host", { address: `198.51.100.${index % 6}` })
          .request(METHOD.allocate, udp),
      ),
    );
    const count = (code: number) => codes.filter((one) => one === code).length;
    expect([count(0), count(486), count(508)]).toEqual([100, 10, 20]);
  });

  test("TURN-28: a server that is emptied sends clients of each family to the other server, or says 508", () => {
    const server = new TestServer();
    const old = server.client("a", "host");
    old.allocate();
    server.core.drain({ ipv4: at("203.0.113.77", 3478) });
    const answer = server.client("a", "guest").request(METHOD.allocate, udp);
    expect(codeOf(answer)).toBe(300);
    expect(value(answer, ALTERNATE_SERVER)).toEqual(at("203.0.113.77", 3478));
    const overIpv6 = server.client("a", "guest", { address: "2001:db8::99" });
    expect(codeOf(overIpv6.request(METHOD.allocate, udp))).toBe(508);
    expect(codeOf(old.refresh())).toBe(0);
  });
});

describe("Refresh", () => {
  test("TURN-23: prolongs, clamped; the allocation ends without it", () => {
    const server = new TestServer({ limits: { maxLifetime: 3600 } });
    const client = server.client("a", "host");
    client.allocate();
    expect(value(client.refresh(1), LIFETIME)).toBe(600);
    expect(value(client.refresh(99_999), LIFETIME)).toBe(3600);
    expect(value(client.refresh(), LIFETIME)).toBe(600);
    server.pass(599_000);
    expect(server.core.metrics().allocations).toBe(1);
    server.pass(2000);
    expect(server.core.metrics()).toMatchObject({ allocations: 0, calls: 0 });
    expect(client.link.kept.size).toBe(0);
  });

  test("TURN-23: 0 frees; repeated it is a success again, another one 437; wrong family is 443", () => {
    const server = new TestServer();
    const client = server.client("a", "host");
    client.allocate();
    const wrong = client.request(METHOD.refresh, (writer) => writer.add(REQUESTED_ADDRESS_FAMILY, 2));
    expect(codeOf(wrong)).toBe(443);
    const bytes = client.signed(METHOD.refresh, (writer) => writer.add(LIFETIME, 0));
    const first = client.ask(bytes);
    expect(value(first, LIFETIME)).toBe(0);
    expect(client.ask(bytes).bytes).toEqual(first.bytes);
    expect(codeOf(client.refresh())).toBe(437);
    client.allocate();
    expect(codeOf(client.refresh(0))).toBe(0);
    server.pass(41_000);
    expect(client.link.kept.size).toBe(0);
  });
});

describe("requests on an allocation", () => {
  test("TURN-29: without one 437, of another user 441", () => {
    const server = new TestServer();
    const { host, guestAt } = pairOf(server);
    const stranger = server.client("call", "host");
    expect(codeOf(stranger.refresh())).toBe(437);
    expect(codeOf(stranger.permit(guestAt))).toBe(437);
    expect(codeOf(stranger.bind(0x4000, guestAt))).toBe(437);
    server.pass(1000);
    const { username, password } = server.core.credentials("call", "host", 600, server.now);
    host.username = username;
    host.password = password;
    expect(codeOf(host.refresh())).toBe(441);
    expect(codeOf(host.permit(guestAt))).toBe(441);
  });

  test("TURN-27: 420 names what is not understood, at most 8 of them", () => {
    const client = new TestServer().client("a", "host");
    const answer = client.request(METHOD.allocate, (writer) => {
      for (let type = 0x24; type < 0x34; type++) writer.add({ ...PRIORITY, type }, undefined);
    });
    expect(codeOf(answer)).toBe(420);
    expect(value(answer, UNKNOWN_ATTRIBUTES)).toHaveLength(8);
  });

  test("TURN-24: CreatePermission takes several peers, ignores ports, installs all or none", () => {
    const server = new TestServer();
    const { host, guest, hostAt, guestAt } = pairOf(server);
    expect(codeOf(host.permit())).toBe(400);
    expect(codeOf(host.permit(guestAt, { ...guestAt, port: 1 }))).toBe(0);
    server.pass(299_000);
    expect(codeOf(host.permit(guestAt, OTHER))).toBe(403);
    server.pass(2000);
    expect(host.send(guestAt, Buffer.from("x")), "the refused one renewed nothing").toBe("no-permission");
    expect(guest.send(hostAt, Buffer.from("x"))).toBe("no-permission");
  });

  test("TURN-25: ChannelBind keeps number and peer one to one, in 0x4000 to 0x4fff, and brings the permission", () => {
    const server = new TestServer();
    server.core.admit("call");
    const host = server.client("call", "host");
    const guest = server.client("call", "guest");
    const hostAt = host.allocate();
    const guestAt = guest.allocate();
    const secondAt = server.client("call", "guest").allocate();
    expect(codeOf(host.bind(0x3fff, guestAt))).toBe(400);
    expect(codeOf(host.bind(0x5000, guestAt))).toBe(400);
    expect(codeOf(host.request(METHOD.channelBind, (writer) => writer.add(CHANNEL_NUMBER, 0x4000)))).toBe(
      400,
    );
    expect(codeOf(host.request(METHOD.channelBind, (writer) => writer.add(XOR_PEER_ADDRESS, guestAt)))).toBe(
      400,
    );
    expect(codeOf(host.bind(0x4000, guestAt))).toBe(0);
    expect(codeOf(host.bind(0x4000, guestAt)), "renewed").toBe(0);
    expect(codeOf(host.bind(0x4000, secondAt))).toBe(400);
    expect(codeOf(host.bind(0x4001, guestAt))).toBe(400);
    expect(codeOf(host.bind(0x4fff, secondAt))).toBe(0);
    expect(codeOf(host.bind(0x4002, { ...guestAt, port: 1025 }))).toBe(403);
    guest.permit(hostAt);
    expect(host.channelData(0x4000, Buffer.from("hello"))).toBeUndefined();
    expect(guest.received()).toEqual([{ from: hostAt, data: "hello" }]);
    server.pass(301_000);
    expect(host.channelData(0x4000, Buffer.from("hello"))).toBe("no-permission");
    server.pass(300_000);
    host.nonce = "";
    expect(host.channelData(0x4000, Buffer.from("hello"))).toBe("no-allocation");
  });

  test("TURN-26: indications and responses that mean nothing are dropped with a reason", () => {
    const server = new TestServer();
    const { host, guestAt } = pairOf(server);
    const stranger = server.client("call", "host");
    expect(stranger.send(guestAt, Buffer.from("x"))).toBe("no-allocation");
    expect(stranger.channelData(0x4000, Buffer.from("x"))).toBe("no-allocation");
    expect(host.send(OTHER, Buffer.from("x"))).toBe("no-permission");
    expect(host.channelData(0x4000, Buffer.from("x"))).toBe("no-channel");
    expect(host.deliver(Buffer.from([0x40, 0, 0, 9, 1]))).toBe("bad-channel-length");
    expect(host.deliver(Buffer.from("0016000021 12a442".replaceAll(" ", "").padEnd(40, "0"), "hex"))).toBe(
      "bad-indication",
    );
    const header = (type: string) =>
      Buffer.concat([Buffer.from(`${type}00002112a442`, "hex"), randomBytes(12)]);
    expect(host.deliver(header("0011"))).toBe("binding-indication");
    expect(host.deliver(header("0017"))).toBe("unknown-indication");
    expect(host.deliver(header("0101"))).toBe("response");
    expect(host.deliver(header("000a"))).toBe("unknown-method");
    expect(host.deliver(randomBytes(3))).toMatch(/malformed|bad-channel-length/);
    expect(host.deliver(Buffer.alloc(1501))).toBe("too-long");
    const total = Object.values(server.core.metrics().drops).reduce((sum, count) => sum + count);
    expect(total).toBe(12);
  });
});
