import type { CallState, Line } from "@onecall/client";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADA, CODE } from "../../testing/fake-call.ts";
import { isGraver, TROUBLES, type Trouble, troubleOf } from "./trouble.ts";

const connected: CallState = { name: "connected", peer: ADA, checkCode: CODE, since: 0, waiting: 0 };
const reconnecting: CallState = { ...connected, name: "reconnecting", lostAt: 0 };
const lost: CallState = { name: "lost", peer: ADA, checkCode: CODE, since: 0, waiting: 0 };

const HERE = ["good", "weak", "silent"] as const;
const THERE = ["good", "weak", "away"] as const;

/** What each line is called, by `here` and `there`: first with a network, then on a device that has none. */
const CONNECTED: Record<
  `${Line["here"]} ${Line["there"]}`,
  readonly [Trouble | undefined, Trouble | undefined]
> = {
  "good good": [undefined, undefined],
  "good weak": ["weak-there", "weak-there"],
  "good away": ["away", "away"],
  "weak good": ["weak-here", "weak-here"],
  "weak weak": ["weak-here", "weak-here"],
  "weak away": ["away", "away"],
  "silent good": ["weak-here", "offline"],
  "silent weak": ["weak-here", "offline"],
  "silent away": ["away", "offline"],
};

const lines = HERE.flatMap((here) => THERE.map((there) => ({ here, there, picture: "sent" as const })));
const camera = true;

describe("troubleOf", () => {
  it.each(lines)("names one trouble of a connected call: %o", (line) => {
    const [online, offline] = CONNECTED[`${line.here} ${line.there}`];
    expect(troubleOf({ state: connected, line, online: true, camera })).toBe(online);
    expect(troubleOf({ state: connected, line, online: false, camera })).toBe(offline);
  });
  it.each(lines)("names one trouble of a call that reconnects: %o", (line) => {
    const expected = line.there === "away" ? "away" : "reconnecting";
    expect(troubleOf({ state: reconnecting, line, online: true, camera })).toBe(expected);
    expect(troubleOf({ state: reconnecting, line, online: false, camera })).toBe("offline");
  });
  it("has nothing to say outside a call, nor where a whole screen says it", () => {
    for (const state of [lost, { name: "idle" } as const]) {
      const line = { here: "silent", there: "away", picture: "paused" } as const;
      expect(troubleOf({ state, line, online: false, camera })).toBeUndefined();
    }
  });
  it("says that the own picture is paused rather than that the line is weak, if there is one", () => {
    const of = (line: Partial<Line>, has = true) =>
      troubleOf({
        state: connected,
        line: { here: "good", there: "good", picture: "paused", ...line },
        online: true,
        camera: has,
      });
    expect(of({})).toBe("narrow");
    expect(of({ here: "weak", there: "weak" })).toBe("narrow");
    expect(of({ here: "silent" })).toBe("weak-here");
    expect(of({ there: "away" })).toBe("away");
    expect(of({}, false)).toBeUndefined();
  });
});

describe("isGraver", () => {
  it("orders all troubles, and none is the least", () => {
    const any = fc.constantFrom(undefined, ...TROUBLES);
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect([isGraver(a, b), isGraver(b, a), a === b].filter(Boolean)).toHaveLength(1);
      }),
    );
    expect(isGraver("reconnecting", "weak-here")).toBe(true);
  });
});
