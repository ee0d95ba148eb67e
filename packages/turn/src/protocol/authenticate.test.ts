import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  codeOf,
  FakeLink,
  REALM_NAME,
  SECRET,
  TestClient,
  TestServer,
  value,
} from "../../testing/harness.ts";
import {
  addFingerprint,
  addIntegrity,
  CLASS,
  LIFETIME,
  METHOD,
  MessageWriter,
  NONCE,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHMS,
  REALM,
  REQUESTED_TRANSPORT,
  SOFTWARE,
  USERHASH,
  USERNAME,
  userhash,
  XOR_MAPPED_ADDRESS,
} from "../stun/index.ts";
import { passwordFor } from "./credentials.ts";
import { Path } from "./path.ts";

const request = (
  add: (writer: MessageWriter) => void = () => undefined,
  method: number = METHOD.allocate,
) => {
  const writer = new MessageWriter(method, CLASS.request, randomBytes(12));
  add(writer);
  return writer;
};

describe("challenges", () => {
  test("TURN-10: without integrity 401 with realm and nonce, without software and reason", () => {
    const client = new TestServer().client("a", "host");
    const answer = client.challenge();
    expect(codeOf(answer)).toBe(401);
    expect(value(answer, REALM)).toBe(REALM_NAME);
    expect(value(answer, NONCE)).toHaveLength(16);
    expect(answer.has(SOFTWARE)).toBe(false);
    expect(answer.bytes.length).toBe(60);
  });

  test("TURN-10: integrity without name, realm or nonce is 400, a wrong password or realm 401", () => {
    const client = new TestServer().client("a", "host");
    client.challenge();
    for (const left of [USERNAME, REALM, NONCE]) {
      const writer = request((writer) => writer.add(REQUESTED_TRANSPORT, 17));
      if (left !== USERNAME) writer.add(USERNAME, client.username);
      if (left !== REALM) writer.add(REALM, REALM_NAME);
      if (left !== NONCE) writer.add(NONCE, client.nonce);
      expect(codeOf(client.ask(addIntegrity(writer, "sha1", client.key).finish()))).toBe(400);
    }
    const { password } = client;
    client.password = "wrong";
    expect(codeOf(client.request(METHOD.allocate))).toBe(401);
    client.password = password;
    for (const username of ["", "1:a.h", "nobody", "1e9:a.h", "999999999999:a.h", "9:a.x", "9:a", "9:é.h"]) {
      client.username = username;
      expect(codeOf(client.request(METHOD.allocate)), username).toBe(401);
    }
  });

  test("TURN-11: over UDP nobody unknown gets more than 2.3 times what they sent", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(METHOD)),
        fc.integer({ min: 0, max: 60 }),
        fc.boolean(),
        (method, padding, fingerprint) => {
          const client = new TestServer().client("a", "host");
          const writer = request(
            (writer) => padding > 0 && writer.add(SOFTWARE, "x".repeat(padding)),
            method,
          );
          const bytes = (fingerprint ? addFingerprint(writer) : writer).finish();
          client.deliver(bytes);
          for (const answer of client.take()) {
            expect(answer.length).toBeLessThanOrEqual(2.3 * Math.max(28, bytes.length));
          }
        },
      ),
    );
  });

  test("TURN-17: 10 a second to one address, and bindings 20 a second to one network", () => {
    const limits = { challengesPerSecondPerAddress: 10, bindingsPerSecondPerNetwork: 20 };
    const server = new TestServer({ limits });
    const count = (method: number, address: string) => {
      const link = new FakeLink();
      for (let port = 1; port <= 100; port++) {
        const bytes = request(undefined, method).finish();
        server.core.receive(new Path(link, address, port), bytes, 0, bytes.length, server.now);
      }
      return link.sent.length;
    };
    expect(count(METHOD.allocate, "198.51.100.1")).toBe(20);
    expect(count(METHOD.allocate, "198.51.100.2")).toBe(20);
    expect(count(METHOD.allocate, "2001:db8::1")).toBe(20);
    expect(count(METHOD.allocate, "2001:db8::2")).toBe(0);
    expect(count(METHOD.binding, "198.51.100.1")).toBe(40);
    expect(count(METHOD.binding, "198.51.100.200")).toBe(0);
    server.pass(1000);
    expect(count(METHOD.allocate, "198.51.100.1")).toBe(10);
    expect(server.core.metrics().drops["challenge-rate"]).toBe(80 * 3 + 100 + 90);
  });

  test("TURN-18: Binding answers with the address it came from, IPv4 also when mapped into IPv6", () => {
    const server = new TestServer();
    for (const [address, seen] of [
      ["198.51.100.7", "198.51.100.7"],
      ["::ffff:198.51.100.7", "198.51.100.7"],
      ["2001:db8::7", "2001:db8::7"],
    ]) {
      const client = new TestClient(server, "", "", { address: address ?? "", port: 777 });
      const answer = client.ask(request(undefined, METHOD.binding).finish());
      const { ip, port } = value(answer, XOR_MAPPED_ADDRESS);
      expect([ip.text, port]).toEqual([seen, 777]);
      expect(answer.attributes).toHaveLength(1);
    }
  });
});

describe("nonces", () => {
  test("TURN-12: a nonce of another address or port, an old or an invented one is 438 with a fresh one", () => {
    const server = new TestServer();
    const client = server.client("a", "host");
    client.challenge();
    const other = server.client("a", "host");
    other.nonce = client.nonce;
    const stale = other.request(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17));
    expect(codeOf(stale)).toBe(438);
    other.nonce = value(stale, NONCE);
    other.allocate();
    server.pass(601_000);
    expect(codeOf(client.request(METHOD.allocate))).toBe(438);
    for (const nonce of ["x", "A".repeat(16), "obMatJos2wAAA", "A".repeat(300)]) {
      client.nonce = nonce;
      expect(codeOf(client.request(METHOD.allocate)), nonce).toBe(438);
    }
  });

  test("TURN-12: another worker with the same key takes the nonce, one with another key does not", () => {
    const key = randomBytes(32);
    const client = new TestServer({ nonceKey: key }).client("a", "host");
    client.challenge();
    const ask = (nonceKey: Buffer) => {
      const bytes = client.signed(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17));
      const link = new FakeLink();
      const server = new TestServer({ nonceKey });
      const path = new Path(link, client.path.address, client.path.port);
      server.core.receive(path, bytes, 0, bytes.length, server.now);
      return server.core.metrics().answers;
    };
    expect(ask(key)).toMatchObject({ success: 1 });
    expect(ask(randomBytes(32))).toMatchObject({ 438: 1 });
  });
});

describe("credentials", () => {
  test("TURN-13: SHA-256 is offered when there is room, and every answer is signed the way the request was", () => {
    const server = new TestServer();
    const client = server.client("a", "host");
    const offer = client.challenge(true);
    expect(value(offer, PASSWORD_ALGORITHMS)).toEqual([2, 1]);
    expect(client.nonce).toMatch(/^obMatJos2wAAA/);
    const choose = (algorithm: number, offered: readonly number[]) => {
      client.algorithm = algorithm;
      return client.request(METHOD.allocate, (writer) =>
        writer
          .add(REQUESTED_TRANSPORT, 17)
          .add(PASSWORD_ALGORITHM, algorithm)
          .add(PASSWORD_ALGORITHMS, offered),
      );
    };
    expect(codeOf(choose(2, [1, 2])), "bidding down").toBe(400);
    expect(codeOf(choose(2, [2])), "bidding down").toBe(400);
    expect(codeOf(choose(3, [2, 1])), "unknown").toBe(400);
    client.integrity = "sha256";
    const answer = choose(2, [2, 1]);
    expect(codeOf(answer)).toBe(0);
    expect(answer.find(0x001c)?.length).toBe(32);
    expect(answer.find(0x0008)).toBeUndefined();
  });

  test("TURN-14: the expiry counts at Allocate and nowhere else", () => {
    const server = new TestServer();
    const client = server.client("a", "host");
    const late = server.client("a", "guest");
    client.allocate();
    server.pass(590_000);
    client.nonce = "";
    expect(codeOf(client.refresh())).toBe(0);
    server.pass(20_000);
    expect(codeOf(client.refresh(0))).toBe(0);
    client.nonce = "";
    const again = client.request(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17));
    expect(codeOf(again)).toBe(401);
    expect(codeOf(late.request(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17)))).toBe(401);
  });

  test("TURN-15: every configured secret is accepted", () => {
    const old = "the secret of yesterday";
    const server = new TestServer({ secrets: [SECRET, old] });
    const username = "2000000000:a.h";
    for (const secret of [old, SECRET]) {
      const client = new TestClient(server, username, passwordFor(secret, username));
      expect(client.allocate().port).toBeGreaterThan(0);
    }
    const client = new TestClient(server, username, passwordFor("a third secret never set", username));
    expect(codeOf(client.request(METHOD.allocate))).toBe(401);
  });

  test("TURN-16: USERHASH stands for a name that was issued, an unknown one is 401", () => {
    const client = new TestServer().client("a", "host");
    client.challenge(true);
    const ask = (hash: Buffer) => {
      const writer = request((writer) => writer.add(REQUESTED_TRANSPORT, 17).add(USERHASH, hash));
      writer.add(REALM, REALM_NAME).add(NONCE, client.nonce);
      return codeOf(client.ask(addIntegrity(writer, "sha1", client.key).finish()));
    };
    expect(ask(randomBytes(32))).toBe(401);
    expect(ask(userhash(client.username, REALM_NAME))).toBe(0);
  });

  test("TURN-4: nothing behind the integrity counts", () => {
    const client = new TestServer().client("a", "host");
    client.challenge();
    const signed = client.signed(METHOD.allocate, (writer) => writer.add(REQUESTED_TRANSPORT, 17));
    const extra = request((writer) => writer.add(LIFETIME, 0).add(REQUESTED_TRANSPORT, 6))
      .finish()
      .subarray(20);
    const bytes = Buffer.concat([signed, extra]);
    bytes.writeUInt16BE(bytes.length - 20, 2);
    expect(codeOf(client.ask(bytes))).toBe(0);
  });
});
