import { describe, expect, it } from "vitest";
import { ProtocolError } from "./errors.ts";
import { readNote } from "./notes.ts";

const draw = { t: "draw", o: "mine", i: 0, k: "ink", c: 3, p: [0, 65_535] };

describe("notes of drawing", () => {
  it.each([
    [draw],
    [{ ...draw, o: "yours", k: "laser", p: Array(128).fill(7) }],
    [{ t: "point", o: "mine", p: [0, 65_535] }],
    [{ t: "point", o: "yours", p: null }],
    [{ t: "wipe", o: "mine" }],
    [{ t: "freeze", o: "yours", f: false }],
  ])("DRAW-1 to DRAW-3: takes %j", (note) => {
    expect(readNote(JSON.stringify(note))).toEqual(note);
  });

  it.each<[string, unknown]>([
    ["DRAW-1: a screen of somebody else", { ...draw, o: "theirs" }],
    ["DRAW-1: a fifth colour", { ...draw, c: 4 }],
    ["DRAW-1: another kind", { ...draw, k: "paint" }],
    ["DRAW-1: a stroke without a whole number", { ...draw, i: 0.5 }],
    ["DRAW-1: no place", { ...draw, p: [] }],
    ["DRAW-1: half a place", { ...draw, p: [1, 2, 3] }],
    ["DRAW-1: a place outside", { ...draw, p: [1, 65_536] }],
    ["DRAW-1: a place that is none", { ...draw, p: [1, "2"] }],
    ["DRAW-1: 65 places", { ...draw, p: Array(130).fill(7) }],
    ["DRAW-1: more than it knows", { ...draw, html: "<b>" }],
    ["DRAW-2: half a place", { t: "point", o: "mine", p: [1] }],
    ["DRAW-2: two places", { t: "point", o: "mine", p: [1, 2, 3, 4] }],
    ["DRAW-2: no word on a place", { t: "point", o: "mine" }],
    ["DRAW-3: no word on the screen", { t: "wipe" }],
    ["DRAW-3: neither still nor moving", { t: "freeze", o: "mine", f: 1 }],
  ])("%s is refused", (_, note) => {
    expect(() => readNote(JSON.stringify(note))).toThrow(ProtocolError);
  });
});
