import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, codeOf, pairOf, TestServer } from "../../../testing/harness.ts";
import { METHOD, REQUESTED_TRANSPORT } from "../../stun/index.ts";
import type { AllocationReport, CallReport } from "../metrics.ts";

const DATA = Buffer.from("media");

describe("same-call", () => {
  test("TURN-30: the two seats reach each other by every combination of Send and channels", () => {
    for (const channels of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const { host, guest, hostAt, guestAt } = pairOf(new TestServer());
      if (channels[0]) host.bind(0x4000, guestAt);
      if (channels[1]) guest.bind(0x4abc, hostAt);
      const sent = channels[0] ? host.channelData(0x4000, DATA) : host.send(guestAt, DATA);
      expect(sent).toBeUndefined();
      expect(guest.received()).toEqual([{ from: channels[1] ? 0x4abc : hostAt, data: "media" }]);
    }
  });

  test("TURN-30: every other peer is refused with 403, whatever its family and port", () => {
    const server = new TestServer();
    const { host, guestAt } = pairOf(server);
    const other = pairOf(server, "another-call");
    const own = server.client("call", "host").allocate();
    const refused = [
      other.guestAt,
      own,
      at("203.0.113.5", 5000),
      at("127.0.0.1", 80),
      at("::1", 80),
      at("2001:db8::10", guestAt.port),
      at("::ffff:192.0.2.10", guestAt.port),
      at("10.0.0.1", 5000),
      { ...guestAt, port: 1 },
    ];
    for (const peer of refused) expect(codeOf(host.bind(0x4100, peer)), peer.ip.text).toBe(403);
    for (const peer of refused.filter(({ ip }) => ip.text !== "192.0.2.10")) {
      expect(codeOf(host.permit(peer)), peer.ip.text).toBe(403);
      expect(host.send(peer, DATA)).toBe("no-permission");
    }
    // The permission is for the address they all share; the packet is held to the port.
    expect(host.send(other.guestAt, DATA)).toBe("peer-refused");
    expect(host.send(own, DATA)).toBe("peer-refused");
    expect(host.send({ ...guestAt, port: 1 }, DATA)).toBe("peer-gone");
  });

  test("TURN-31: nothing before the call is admitted", () => {
    const server = new TestServer();
    const host = server.client("call", "host");
    const guest = server.client("call", "guest");
    const hostAt = host.allocate();
    const guestAt = guest.allocate();
    expect(codeOf(host.permit(guestAt))).toBe(403);
    expect(codeOf(host.bind(0x4000, guestAt))).toBe(403);
    expect(server.core.metrics().refusals["not-admitted"]).toBe(2);
    server.core.admit("call");
    expect(codeOf(host.permit(guestAt))).toBe(0);
    expect(codeOf(guest.permit(hostAt))).toBe(0);
    expect(host.send(guestAt, DATA)).toBeUndefined();
  });

  test("TURN-32: closing a call frees its allocations at once and tells what they carried", () => {
    const closed: AllocationReport[] = [];
    const calls: CallReport[] = [];
    const observer = {
      allocationClosed: (report: AllocationReport) => closed.push(report),
      callClosed: (report: CallReport) => calls.push(report),
    };
    const server = new TestServer({ observer });
    const { host, guest, hostAt, guestAt } = pairOf(server);
    const other = pairOf(server, "another-call");
    host.send(guestAt, DATA);
    guest.send(hostAt, DATA);
    guest.send(hostAt, DATA);
    server.core.closeCall("call", server.now);
    expect(host.send(guestAt, DATA)).toBe("no-allocation");
    expect(codeOf(guest.refresh())).toBe(437);
    expect(other.host.send(other.guestAt, DATA)).toBeUndefined();
    expect(closed).toHaveLength(2);
    expect(closed[0]).toMatchObject({
      callTag: "call",
      seat: "h",
      reason: "call-closed",
      bytesUp: 5,
      bytesDown: 10,
    });
    expect(calls).toEqual([{ callTag: "call", bytes: 15 }]);
    server.core.closeCall("unknown", server.now);
    expect(server.core.metrics()).toMatchObject({ allocations: 2, calls: 1 });
  });

  test("TURN-31: with admits all, who has credentials may relay, within the call still", () => {
    const server = new TestServer({ policy: { kind: "same-call", admits: "all" } });
    const host = server.client("call", "host");
    const guest = server.client("call", "guest");
    const stranger = server.client("other", "guest").allocate();
    const guestAt = guest.allocate();
    const hostAt = host.allocate();
    expect(codeOf(host.permit(guestAt))).toBe(0);
    expect(codeOf(guest.permit(hostAt))).toBe(0);
    expect(codeOf(host.bind(0x4000, stranger))).toBe(403);
    expect(host.send(guestAt, DATA)).toBeUndefined();
  });

  test("TURN-36: credentials of a call that was closed make no allocation, until it is admitted again", () => {
    const server = new TestServer();
    const ask = () =>
      codeOf(
        server
          .client("call", "host")
          .request(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17)),
      );
    server.core.closeCall("call", server.now);
    expect(ask()).toBe(403);
    server.core.admit("call");
    expect(ask()).toBe(0);
    server.core.closeCall("call", server.now);
    expect(ask()).toBe(403);
    server.pass(3_600_001);
    expect(ask()).toBe(0);
  });

  test("TURN-35: a call that is let go of goes on, and is forgotten with its last allocation", () => {
    const calls: CallReport[] = [];
    const server = new TestServer({ observer: { callClosed: (report) => calls.push(report) } });
    const { host, guest, guestAt } = pairOf(server);
    server.core.releaseCall("call");
    server.core.releaseCall("unknown");
    expect(host.send(guestAt, DATA)).toBeUndefined();
    host.refresh(0);
    expect(calls).toEqual([]);
    guest.refresh(0);
    expect(calls).toEqual([{ callTag: "call", bytes: DATA.length }]);
    server.core.admit("later");
    server.core.releaseCall("later");
    expect(server.core.metrics().calls).toBe(0);
  });

  test("TURN-33: someone who tests alone reaches its own other allocations only", () => {
    const server = new TestServer();
    server.core.admit("test");
    const one = server.client("test", "test");
    const two = server.client("test", "test");
    const oneAt = one.allocate();
    const twoAt = two.allocate();
    expect(codeOf(one.bind(0x4000, twoAt))).toBe(0);
    expect(codeOf(one.bind(0x4001, oneAt)), "itself").toBe(403);
    two.permit(oneAt);
    expect(one.channelData(0x4000, DATA)).toBeUndefined();
    expect(two.received()).toEqual([{ from: oneAt, data: "media" }]);
  });

  test("TURN-51: 6 Mbit/s a direction, a second's worth at once", () => {
    const server = new TestServer();
    const { host, guestAt } = pairOf(server);
    const packet = Buffer.alloc(1000);
    const flood = () => {
      let passed = 0;
      while (host.send(guestAt, packet) === undefined) passed++;
      return passed;
    };
    expect(flood()).toBe(750);
    server.pass(100);
    expect(flood()).toBe(75);
    expect(server.core.metrics().drops.bandwidth).toBe(2);
  });

  test("TURN-52: a call has its bytes and no more", () => {
    const server = new TestServer({ limits: { bytesPerCall: 2500 } });
    const { host, guest, hostAt, guestAt } = pairOf(server);
    expect(host.send(guestAt, Buffer.alloc(1000))).toBeUndefined();
    expect(guest.send(hostAt, Buffer.alloc(1000))).toBeUndefined();
    expect(host.send(guestAt, Buffer.alloc(1000))).toBe("call-bytes");
    expect(host.send(guestAt, Buffer.alloc(500))).toBeUndefined();
  });

  test("TURN-53: data of every length arrives whole over every pair of transports, padded where it must be", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("udp", "tcp", "tls"),
        fc.constantFrom("udp", "tcp", "tls"),
        fc.boolean(),
        fc.boolean(),
        fc.string({ maxLength: 1400, unit: "grapheme-ascii" }),
        (from, to, hostBinds, guestBinds, text) => {
          const { host, guest, hostAt, guestAt } = pairOf(new TestServer(), "call", [from, to]);
          if (hostBinds) host.bind(0x4000, guestAt);
          if (guestBinds) guest.bind(0x4001, hostAt);
          guest.take();
          const data = Buffer.from(text);
          const dropped = hostBinds ? host.channelData(0x4000, data) : host.send(guestAt, data);
          expect(dropped).toBeUndefined();
          const [sent] = guest.link.sent;
          if (to !== "udp" || !guestBinds) expect((sent?.bytes.length ?? 1) % 4).toBe(0);
          else expect(sent?.bytes.length).toBe(4 + data.length);
          expect(guest.received()).toEqual([{ from: guestBinds ? 0x4001 : hostAt, data: text }]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
