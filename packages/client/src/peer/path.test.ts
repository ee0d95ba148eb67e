import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CallPath, PathWatch, pathOf } from "./path.ts";
import type { Stats } from "./stats.ts";

const local = (more: Stats): Stats => ({ type: "local-candidate", id: "L", ...more });
const remote = (candidateType: string): Stats => ({ type: "remote-candidate", id: "R", candidateType });
const PAIR = {
  type: "candidate-pair",
  id: "P",
  state: "succeeded",
  localCandidateId: "L",
  remoteCandidateId: "R",
};
const TRANSPORT = { type: "transport", id: "T", selectedCandidatePairId: "P" };
const report = (...entries: Stats[]) => new Map(entries.map((entry) => [String(entry["id"]), entry]));
const RELAY_TLS = local({ candidateType: "relay", relayProtocol: "tls" });

describe("pathOf", () => {
  it.each(["udp", "tcp", "tls"] as const)(
    "relayed over %s, as this device reaches its relay",
    (relayProtocol) => {
      const stats = report(TRANSPORT, PAIR, local({ candidateType: "relay", relayProtocol }), remote("host"));
      expect(pathOf(stats)).toEqual({ kind: "relayed", transport: relayProtocol });
    },
  );

  it("relayed by the other device's relay alone, over what nobody here knows", () => {
    const stats = report(TRANSPORT, PAIR, local({ candidateType: "host" }), remote("relay"));
    expect(pathOf(stats)).toEqual({ kind: "relayed", transport: undefined });
  });

  it("direct between host, reflexive and mDNS candidates", () => {
    for (const candidateType of ["host", "srflx", "prflx"]) {
      const stats = report(TRANSPORT, PAIR, local({ candidateType }), remote("prflx"));
      expect(pathOf(stats)).toEqual({ kind: "direct" });
    }
  });

  it("follows Firefox, which marks the pair itself", () => {
    const nominated = { ...PAIR, id: "other", nominated: true, localCandidateId: "host" };
    const host = { type: "local-candidate", id: "host", candidateType: "host" };
    const selected = { ...PAIR, nominated: true, selected: true };
    expect(pathOf(report(nominated, host, selected, RELAY_TLS, remote("relay")))).toEqual({
      kind: "relayed",
      transport: "tls",
    });
    expect(pathOf(report(nominated, host, RELAY_TLS, remote("host")))).toEqual({ kind: "direct" });
  });

  it("knows nothing while no pair is selected or a candidate is missing", () => {
    const waiting = { ...PAIR, state: "in-progress" };
    expect(pathOf(report())).toBeUndefined();
    expect(pathOf(report(waiting, RELAY_TLS, remote("host")))).toBeUndefined();
    expect(pathOf(report(PAIR, RELAY_TLS, remote("host")))).toBeUndefined();
    expect(pathOf(report(TRANSPORT, PAIR, RELAY_TLS))).toBeUndefined();
    expect(pathOf(report({ ...TRANSPORT, selectedCandidatePairId: "gone" }))).toBeUndefined();
  });

  it("reads any statistics at all", () => {
    const entry = fc.record(
      {
        id: fc.constantFrom("L", "R", "P", "T"),
        type: fc.constantFrom("transport", "candidate-pair", "local-candidate", "codec"),
        selectedCandidatePairId: fc.anything(),
        localCandidateId: fc.constantFrom("L", "R", 1),
        remoteCandidateId: fc.constantFrom("L", "R", null),
        state: fc.constantFrom("succeeded", "failed"),
        candidateType: fc.constantFrom("relay", "host", 7),
        relayProtocol: fc.constantFrom("udp", "quic", undefined),
        nominated: fc.anything(),
      },
      { requiredKeys: ["id"] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const path = pathOf(report(...entries));
        if (path?.kind === "relayed") expect(["udp", "tcp", "tls", undefined]).toContain(path.transport);
      }),
    );
  });
});

/** A connection whose statistics and clock the test moves. */
const watched = () => {
  const timers = new Set<() => void>();
  const paths: CallPath[] = [];
  let reads = 0;
  const connection = {
    connectionState: "new",
    stats: report(),
    getTransceivers: () => [],
    getStats: async () => {
      reads++;
      return connection.stats;
    },
  };
  const delays: number[] = [];
  const after = (delay: number, run: () => void) => {
    delays.push(delay);
    timers.add(run);
    return () => timers.delete(run);
  };
  // Only what the watch reads of a connection is there.
  const watch = new PathWatch(connection as unknown as RTCPeerConnection, { after }, (path) =>
    paths.push(path),
  );
  const pass = async () => {
    for (const run of [...timers]) {
      timers.delete(run);
      run();
    }
    await new Promise<void>((done) => setImmediate(done));
  };
  return { connection, watch, paths, pass, timers, delays, reads: () => reads };
};
const DIRECT = report(TRANSPORT, PAIR, local({ candidateType: "host" }), remote("host"));

describe("PathWatch", () => {
  it("asks nothing before the connection is up, and tells a path once", async () => {
    const { connection, watch, paths, pass, reads } = watched();
    watch.changed();
    await pass();
    expect(reads()).toBe(0);
    Object.assign(connection, { connectionState: "connected", stats: DIRECT });
    watch.changed();
    await pass();
    watch.changed();
    await pass();
    expect(paths).toEqual([{ kind: "direct" }]);
    expect(watch.path).toEqual({ kind: "direct" });
  });

  it("looks again soon where a browser tells no pair yet, and now and then for a move without an event", async () => {
    const { connection, watch, paths, pass, delays } = watched();
    connection.connectionState = "connected";
    watch.changed();
    await pass();
    connection.stats = report(TRANSPORT, PAIR, RELAY_TLS, remote("host"));
    await pass();
    expect(paths).toEqual([{ kind: "relayed", transport: "tls" }]);
    expect(delays).toEqual([100, 100, 5_000]);
    connection.stats = DIRECT;
    await pass();
    expect(paths).toEqual([{ kind: "relayed", transport: "tls" }, { kind: "direct" }]);
  });

  it("looks 20 times soon at most", async () => {
    const { connection, watch, pass, delays } = watched();
    connection.connectionState = "connected";
    watch.changed();
    for (let looks = 0; looks < 20; looks++) await pass();
    expect(delays).toEqual([...Array<number>(20).fill(100), 5_000]);
  });

  it("stops when the connection is no more", async () => {
    const { connection, watch, pass, timers } = watched();
    Object.assign(connection, { connectionState: "connected", stats: DIRECT });
    watch.changed();
    await pass();
    connection.connectionState = "failed";
    await pass();
    expect(timers.size).toBe(0);
  });

  it("asks nothing of a connection that is closed, though its transport still tells of pairs", () => {
    const { connection, watch, timers } = watched();
    Object.assign(connection, {
      signalingState: "closed",
      getTransceivers: () => {
        throw new DOMException("Peer connection is closed", "InvalidStateError");
      },
    });
    watch.changed();
    expect(timers.size).toBe(0);
  });

  it("says nothing of a connection that is closed", async () => {
    const { connection, watch, paths, pass } = watched();
    Object.assign(connection, { connectionState: "connected", stats: DIRECT });
    watch.changed();
    watch.close();
    await pass();
    expect(paths).toEqual([]);
  });
});
