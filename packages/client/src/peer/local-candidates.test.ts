import type { Candidate } from "@onecall/protocol";
import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { proofOfClick } from "./consent.ts";
import { LocalCandidates } from "./local-candidates.ts";

const SID = "5a".repeat(16);

/** A connection that gathers when the test says so, and what left of it. */
const world = () => {
  const clock = new Clock();
  const connection = Object.assign(new EventTarget(), {
    localDescription: { sdp: "v=0\r\na=ice-ufrag:one\r\n" },
    iceGatheringState: "gathering",
  });
  const options = { sid: SID, hideAddress: false, environment: clock.environment };
  const local = new LocalCandidates(connection as unknown as RTCPeerConnection, options, {
    onCandidate: () => {},
    onGathering: () => {},
  });
  let port = 5_000;
  const gather = (usernameFragment: string) => {
    const candidate = `candidate:1 1 udp 1 192.0.2.1 ${++port} typ host`;
    const event = Object.assign(new Event("icecandidate"), {
      candidate: { candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment },
    });
    connection.dispatchEvent(event);
    return candidate;
  };
  const restart = (fragment: string) => {
    connection.localDescription = { sdp: `v=0\r\na=ice-ufrag:${fragment}\r\n` };
  };
  const left: Candidate[][] = [];
  const release = () => local.release(proofOfClick(SID), (candidates) => left.push(candidates));
  const lines = () => left.map((candidates) => candidates.map(({ candidate }) => candidate));
  return { local, clock, gather, restart, release, lines };
};

describe("LocalCandidates", () => {
  it("CONSENT-1: those gathered before both said yes are held, the others leave", async () => {
    const { clock, gather, release, lines } = world();
    const first = gather("one");
    expect(release().map(({ candidate }) => candidate)).toEqual([first]);
    const second = gather("one");
    await clock.pass(20);
    expect(lines()).toEqual([[second]]);
  });

  it("MSG-2: those found within 20 ms travel together, at most 20 in a message", async () => {
    const { clock, gather, release, lines } = world();
    release();
    const found = Array.from({ length: 25 }, () => gather("one"));
    await clock.pass(19);
    expect(lines()).toEqual([]);
    await clock.pass(1);
    expect(lines()).toEqual([found.slice(0, 20), found.slice(20)]);
    const later = gather("one");
    await clock.pass(20);
    expect(lines().at(-1)).toEqual([later]);
  });

  it("MSG-3: what belongs to a description that was replaced neither leaves nor is said again", async () => {
    const { local, clock, gather, restart, release, lines } = world();
    const held = gather("one");
    release();
    const early = gather("one");
    restart("two");
    gather("one");
    const next = gather("two");
    await clock.pass(20);
    expect(lines()).toEqual([[next]]);
    expect(local.sent().map(({ candidate }) => candidate)).toEqual([next]);
    expect([held, early]).not.toContain(next);
  });

  it("MSG-5: what left can be said again, what was held included", async () => {
    const { local, clock, gather, release } = world();
    const all = [gather("one")];
    release();
    all.push(gather("one"), gather("one"));
    await clock.pass(20);
    expect(local.sent().map(({ candidate }) => candidate)).toEqual(all);
  });
});
