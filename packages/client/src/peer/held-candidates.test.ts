import type { Candidate } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proofOfClick, proofOfFrame } from "./consent.ts";
import { HeldCandidates } from "./held-candidates.ts";

const candidate = (n: number): Candidate => ({ candidate: `candidate:${n}`, sdpMid: "0", sdpMLineIndex: 0 });
const never = () => expect.fail("a candidate left before both said yes");

describe("HeldCandidates", () => {
  it("CONSENT-1: gives nothing against the proof of another session or a forged one", () => {
    const held = new HeldCandidates("aa");
    held.add(candidate(1));
    expect(() => held.release(proofOfClick("bb"), never)).toThrow(/without proof/);
    expect(() => held.release({ sid: "aa" }, never)).toThrow(/without proof/);
    expect(() => held.release(structuredClone(proofOfFrame("aa")), never)).toThrow(/without proof/);
    expect(held.release(proofOfFrame("aa"), () => {})).toEqual([candidate(1)]);
  });

  it("CONSENT-1: passes on every candidate once, in order, at most 20 a message", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.nat(10), async (before, after) => {
        const held = new HeldCandidates("aa");
        const sent: Candidate[][] = [];
        for (let i = 0; i < before; i++) held.add(candidate(i));
        sent.push(held.release(proofOfClick("aa"), (batch) => sent.push(batch)));
        await Promise.resolve();
        for (let i = 0; i < after; i++) held.add(candidate(before + i));
        expect(sent.every((batch) => batch.length <= 20)).toBe(true);
        expect(sent.flat()).toEqual(Array.from({ length: before + after }, (_, i) => candidate(i)));
      }),
    );
  });
});
