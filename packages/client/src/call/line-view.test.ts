import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LineReport } from "../peer/line-watch.ts";
import type { Line } from "./api.ts";
import { LineView } from "./line-view.ts";

const view = () => {
  const shown: Line[] = [];
  const line = new LineView(() => shown.push(line.line));
  const says = (s: Line["there"], n = 1) => line.told({ t: "line", n, s });
  const sees = (here: LineReport["here"], isHeard = true) => line.watched({ here, isHeard });
  return { line, shown, says, sees };
};

describe("LineView", () => {
  it("DATA-2: shows how packets come in; what is down is silent to the person", () => {
    const { shown, sees } = view();
    for (const here of ["good", "weak", "silent", "down", "good"] as const) sees(here);
    expect(shown.map(({ here }) => here)).toEqual(["weak", "silent", "good"]);
  });

  it("MSG-4: shows how the other device fares, as it says", () => {
    const { shown, says } = view();
    for (const s of ["good", "weak", "weak", "away", "good"] as const) says(s);
    expect(shown.map(({ there }) => there)).toEqual(["weak", "away", "good"]);
  });

  it("DATA-2: a device that does not hear this one fares badly, though it can not say so", () => {
    const { line, says, sees } = view();
    sees("good", false);
    expect(line.line).toEqual({ here: "good", there: "weak", picture: "sent" });
    says("away");
    expect(line.line.there).toBe("away");
    says("good");
    expect(line.line.there).toBe("weak");
    sees("good", true);
    expect(line.line.there).toBe("good");
  });

  it("while nothing comes in, nothing is known about the way there", () => {
    const { line, sees } = view();
    sees("silent", false);
    expect(line.line).toEqual({ here: "silent", there: "good", picture: "sent" });
  });

  it("REJOIN-4: what was said in another session is over", () => {
    const { line, says, sees } = view();
    sees("weak", false);
    says("away");
    line.pictureIs("paused");
    line.begin({ here: "good", isHeard: true });
    expect(line.line).toEqual({ here: "good", there: "good", picture: "sent" });
    says("weak");
    line.begin(undefined, "paused");
    expect(line.line).toEqual({ here: "good", there: "good", picture: "paused" });
  });

  it("tells every change, and nothing else", () => {
    const step = fc.oneof(
      fc.record({
        here: fc.constantFrom("good", "weak", "silent", "down") as fc.Arbitrary<LineReport["here"]>,
        isHeard: fc.boolean(),
      }),
      fc.constantFrom("good" as const, "weak" as const, "away" as const),
      fc.constantFrom("sent" as const, "paused" as const),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { line, shown, says } = view();
        let before = line.line;
        for (const next of steps) {
          const { length } = shown;
          if (next === "sent" || next === "paused") line.pictureIs(next);
          else if (typeof next === "string") says(next);
          else line.watched(next);
          expect(shown.length - length).toBe(isDeepStrictEqual(line.line, before) ? 0 : 1);
          before = line.line;
        }
      }),
    );
  });
});
