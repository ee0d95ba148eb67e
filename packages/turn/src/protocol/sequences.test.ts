import fc from "fast-check";
import { expect, test } from "vitest";
import { at, codeOf, type TestClient, TestServer } from "../../testing/harness.ts";
import { METHOD, type MessageWriter, REQUESTED_TRANSPORT, type TransportAddress } from "../stun/index.ts";
import { DROP_REASONS } from "./drops.ts";

/** 300 of some hundred steps each in CI; `ONECALL_SEQUENCES=100000` for a long run, `ONECALL_FUZZ_SEED` to try others. */
const { ONECALL_SEQUENCES = "300", ONECALL_FUZZ_SEED = "1" } = process.env;
const RUNS = Number(ONECALL_SEQUENCES);

const CODES = new Set([0, 300, 400, 401, 403, 405, 420, 437, 438, 440, 441, 442, 443, 486, 508]);
const TAGS = ["a", "b"] as const;
const SEATS = ["host", "guest"] as const;
const TRANSPORTS = ["udp", "tcp"] as const;

const small = (max: number) => fc.integer({ min: 0, max });
const step = fc.oneof(
  fc.record({ do: fc.constant("client" as const), tag: small(1), seat: small(1), transport: small(1) }),
  fc.record({ do: fc.constantFrom("allocate" as const, "free" as const, "refresh" as const), who: small(7) }),
  fc.record({ do: fc.constant("disconnect" as const), who: small(7) }),
  fc.record({
    do: fc.constantFrom("permit" as const, "bind" as const, "send" as const, "channel" as const),
    who: small(7),
    peer: small(9),
    channel: small(3),
  }),
  fc.record({ do: fc.constantFrom("admit" as const, "close" as const), tag: small(1) }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 60, 299, 301, 601) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Member {
  readonly client: TestClient;
  readonly tag: string;
  readonly seat: string;
  relayed: TransportAddress | undefined;
}

/** A small model of the world beside the server: who is who, and which calls are admitted. */
class World {
  readonly server = new TestServer({ limits: { allocationsPerUser: 3 } });
  readonly members: Member[] = [];
  readonly admitted = new Set<string>();

  run(step: Step): void {
    switch (step.do) {
      case "client":
        this.#join(
          TAGS[step.tag === 0 ? 0 : 1],
          SEATS[step.seat === 0 ? 0 : 1],
          TRANSPORTS[step.transport === 0 ? 0 : 1],
        );
        break;
      case "admit":
        this.server.core.admit(TAGS[step.tag === 0 ? 0 : 1]);
        this.admitted.add(TAGS[step.tag === 0 ? 0 : 1]);
        break;
      case "close":
        this.server.core.closeCall(TAGS[step.tag === 0 ? 0 : 1], this.server.now);
        this.admitted.delete(TAGS[step.tag === 0 ? 0 : 1]);
        break;
      case "wait":
        this.server.pass(step.seconds * 1000);
        break;
      default: {
        const member = this.members[step.who];
        if (member !== undefined) this.#act(member, step);
      }
    }
    this.#check();
  }

  #join(tag: string, seat: "host" | "guest", transport: "udp" | "tcp"): void {
    if (this.members.length === 8) return;
    const client = this.server.client(tag, seat, { transport });
    if (transport === "tcp") this.server.core.pathOpened(client.path, this.server.now);
    this.members.push({ client, tag, seat, relayed: undefined });
  }

  #act(member: Member, step: Extract<Step, { who: number }>): void {
    const { client } = member;
    // A nonce that got old is asked for anew, as a client does.
    client.nonce = "";
    const peer = "peer" in step ? this.#peer(step.peer) : undefined;
    if (step.do === "allocate") {
      const udp = (writer: MessageWriter) => writer.add(REQUESTED_TRANSPORT, 17);
      const answer = client.request(METHOD.allocate, udp);
      expect(CODES).toContain(codeOf(answer));
      member.relayed = client.path.allocation?.relayed ?? member.relayed;
    } else if (step.do === "disconnect") {
      if (client.link.transport === "tcp") this.server.core.pathClosed(client.path, this.server.now);
    } else if (peer === undefined || !("channel" in step)) {
      expect(CODES).toContain(codeOf(client.refresh(step.do === "free" ? 0 : undefined)));
    } else if (step.do === "permit") {
      expect([0, 403, 437]).toContain(codeOf(client.permit(peer)));
    } else if (step.do === "bind") {
      expect([0, 400, 403, 437]).toContain(codeOf(client.bind(0x4000 + step.channel, peer)));
    } else {
      this.#relay(member, step.do === "send" ? peer : 0x4000 + step.channel);
    }
  }

  /** Whatever arrives anywhere comes from the other seat of the same, admitted call. */
  #relay(from: Member, to: TransportAddress | number): void {
    for (const { client } of this.members) client.take();
    const data = Buffer.from("payload");
    const dropped = typeof to === "number" ? from.client.channelData(to, data) : from.client.send(to, data);
    const reached = this.members.filter(({ client }) => client.link.sent.length > 0);
    if (dropped !== undefined) {
      expect(DROP_REASONS).toContain(dropped);
      expect(reached).toEqual([]);
      return;
    }
    expect(reached).toHaveLength(1);
    for (const member of reached) {
      expect(this.admitted).toContain(from.tag);
      expect([member.tag, member.seat === from.seat]).toEqual([from.tag, false]);
    }
  }

  #peer(index: number): TransportAddress {
    return this.members[index]?.relayed ?? at(index === 8 ? "203.0.113.1" : "192.0.2.10", 50_000);
  }

  /** No allocation without a path, none too many, and the counters agree with the world. */
  #check(): void {
    const live = this.members.filter(({ client }) => client.path.allocation !== undefined);
    const { allocations, calls } = this.server.core.metrics();
    expect(allocations).toBe(live.length);
    const tags = new Set([...this.admitted, ...live.map(({ tag }) => tag)]);
    expect(calls).toBe(tags.size);
    for (const tag of TAGS) {
      for (const seat of SEATS) {
        const held = live.filter((member) => member.tag === tag && member.seat === seat);
        expect(held.length).toBeLessThanOrEqual(3);
      }
    }
  }

  end(): void {
    this.server.pass(700_000);
    // Connections without an allocation get 10 s more.
    this.server.pass(11_000);
    for (const tag of TAGS) this.server.core.closeCall(tag, this.server.now);
    expect(this.server.core.metrics()).toMatchObject({ allocations: 0, calls: 0 });
    for (const { client } of this.members) expect(client.link.kept.size).toBe(0);
  }
}

test(`TURN-34: in ${RUNS} random sequences the policy holds, nothing leaks and every refusal has its type`, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120, size: "max" }), (steps) => {
      const world = new World();
      for (const step of steps) world.run(step);
      world.end();
    }),
    { numRuns: RUNS, seed: Number(ONECALL_FUZZ_SEED) },
  );
}, 120_000);
