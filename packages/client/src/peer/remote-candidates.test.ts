import type { Candidate } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RemoteCandidates } from "./remote-candidates.ts";

const candidate = (address: string, type = "host"): Candidate => ({
  candidate: `candidate:1 1 udp 1 ${address} 5000 typ ${type}`,
  sdpMid: "0",
  sdpMLineIndex: 0,
});
const HOME = candidate("192.168.1.20");
const PUBLIC = candidate("198.51.100.20", "srflx");
const END: Candidate = { candidate: "", sdpMid: "0", sdpMLineIndex: 0 };

/** Candidates of one connection whose clock the test moves. */
const link = (serverIsNear = false) => {
  const used: string[] = [];
  let dropped = 0;
  const timers: { delay: number; run: () => void; cancelled: boolean }[] = [];
  const remote = new RemoteCandidates({
    environment: {
      after: (delay, run) => {
        const timer = { delay, run, cancelled: false };
        timers.push(timer);
        return () => {
          timer.cancelled = true;
        };
      },
    },
    allowLoopback: false,
    serverIsNear,
    use: ({ candidate: line }) => used.push(line),
    onDrop: () => dropped++,
  });
  remote.inForce(0);
  const fire = () => {
    for (const timer of timers.splice(0)) if (!timer.cancelled) timer.run();
  };
  return { remote, used, timers, fire, dropped: () => dropped };
};

describe("RemoteCandidates", () => {
  it("CAND-4: private ones wait 2 s, the others and their order do not", () => {
    const { remote, used, timers, fire } = link();
    remote.add([HOME, PUBLIC, END], 0);
    expect(used).toEqual([PUBLIC.candidate]);
    expect(timers.map(({ delay }) => delay)).toEqual([2_000]);
    fire();
    expect(used).toEqual([PUBLIC.candidate, HOME.candidate, END.candidate]);
  });

  it("CAND-4: after 2 s without a connection later ones are used at once", () => {
    const { remote, used, fire } = link();
    remote.add([HOME], 0);
    fire();
    remote.add([candidate("10.0.0.1")], 0);
    expect(used).toHaveLength(2);
  });

  it("CAND-4: once connected they wait until the connection breaks, and 2 s more", () => {
    const { remote, used, fire, timers } = link();
    remote.add([HOME], 0);
    remote.connected(true);
    fire();
    expect(used).toEqual([]);
    remote.connected(false);
    expect(timers).toHaveLength(1);
    fire();
    expect(used).toEqual([HOME.candidate]);
  });

  it("CAND-4: released by what is learned meanwhile", () => {
    const common = link();
    common.remote.add([HOME], 0);
    common.remote.own("candidate:1 1 udp 1 198.51.100.20 6000 typ srflx raddr 10.0.0.1 rport 6000");
    expect(common.used).toEqual([]);
    common.remote.add([PUBLIC], 0);
    expect(common.used).toEqual([HOME.candidate, PUBLIC.candidate]);

    const alone = link();
    alone.remote.add([HOME], 0);
    alone.remote.own(candidate("10.0.0.1").candidate);
    expect(alone.used).toEqual([]);
    alone.remote.gathered();
    expect(alone.used).toEqual([HOME.candidate]);
  });

  it("CAND-4: nothing waits where the server is near", () => {
    const { remote, used, timers } = link(true);
    remote.add([HOME], 0);
    expect(used).toEqual([HOME.candidate]);
    expect(timers).toEqual([]);
  });

  it("CAND-4: those of an earlier generation, or of a closed link, are never used", () => {
    const { remote, used, fire, dropped } = link();
    remote.add([HOME], 0);
    remote.inForce(1);
    remote.add([PUBLIC], 1);
    fire();
    expect(used).toEqual([PUBLIC.candidate]);
    remote.add([candidate("198.51.100.21", "srflx")], 0);
    expect([used.length, dropped()]).toEqual([1, 1]);
    const closed = link();
    closed.remote.add([HOME], 0);
    closed.remote.close();
    closed.fire();
    expect(closed.used).toEqual([]);
  });

  it("CAND-2, MSG-2: refused ones and those above 40 a generation are dropped and counted", () => {
    const { remote, used, dropped } = link();
    remote.add([candidate("169.254.169.254"), { ...HOME, candidate: "nonsense" }], 0);
    expect(dropped()).toBe(2);
    const many = (from: number) =>
      Array.from({ length: 20 }, (_, i) => candidate(`198.51.100.${from + i}`, "srflx"));
    for (let i = 0; i < 3; i++) remote.add(many(1 + 20 * i), 0);
    expect([used.length, dropped()]).toEqual([40, 22]);
    remote.inForce(1);
    remote.add([PUBLIC], 1);
    expect(used).toHaveLength(41);
  });

  it("MSG-3: those that come before their description wait for it, and at most 40 of them", () => {
    const { remote, used, dropped } = link();
    remote.add([PUBLIC], 1);
    remote.add([candidate("198.51.100.21", "srflx")], 1);
    expect(used).toEqual([]);
    remote.inForce(1);
    expect(used).toHaveLength(2);
    for (let i = 1; i <= 50; i++) remote.add([candidate(`198.51.100.${i}`, "srflx")], 2);
    expect(dropped()).toBe(10);
    remote.inForce(2);
    expect(used).toHaveLength(42);
  });

  it("MSG-3: of those that wait for different descriptions the newest are kept", () => {
    const { remote, used, dropped } = link();
    remote.add([PUBLIC], 1);
    remote.add([candidate("198.51.100.22", "srflx")], 2);
    remote.add([candidate("198.51.100.21", "srflx")], 1);
    expect(dropped()).toBe(2);
    remote.inForce(1);
    expect(used).toEqual([]);
    remote.inForce(2);
    expect(used).toEqual([candidate("198.51.100.22", "srflx").candidate]);
  });

  it("MSG-5: what comes twice, before its description or after, is used once and is no fault", () => {
    const { remote, used, dropped } = link();
    remote.add([PUBLIC, PUBLIC], 1);
    remote.inForce(1);
    remote.add([PUBLIC], 1);
    remote.inForce(1);
    expect([used.length, dropped()]).toEqual([1, 0]);
  });

  it("MSG-5: in any order and however often: each one of the last generation is used once, and none of another", () => {
    const step = fc.oneof(
      fc.record({ add: fc.nat(15), ep: fc.nat(2) }),
      fc.constantFrom({ inForce: 1 }, { inForce: 2 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { remote, used } = link();
        let current = 0;
        const lineOf = (n: number, ep: number) => candidate(`198.51.100.${n + 20 * ep + 1}`, "srflx");
        const since: string[] = [];
        for (const act of steps) {
          if ("inForce" in act) {
            if (act.inForce <= current) continue;
            current = act.inForce;
            since.splice(0);
            remote.inForce(current);
          } else {
            if (act.ep === current) since.push(lineOf(act.add, act.ep).candidate);
            remote.add([lineOf(act.add, act.ep)], act.ep);
          }
          expect(new Set(used).size).toBe(used.length);
        }
        expect(since.filter((line) => !used.includes(line))).toEqual([]);
      }),
    );
  });
});
