import { type Note, type NoteOf, readNote } from "@onecall/protocol";
import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { SharedDrawing } from "./drawing.ts";
import { leftOf } from "./marks.ts";

/** One end's notes, which the other end reads as they would come. */
class Notes {
  readonly sent: Note[] = [];
  to: Notes | undefined;
  readonly #listeners = new Map<string, ((note: never) => void)[]>();
  readonly #openers: (() => void)[] = [];

  send(note: Note): boolean {
    this.sent.push(note);
    this.to?.come(readNote(JSON.stringify(note)));
    return true;
  }
  on<T extends Note["t"]>(t: T, listener: (note: NoteOf<T>) => void): () => void {
    this.#listeners.set(t, [...(this.#listeners.get(t) ?? []), listener]);
    return () => {};
  }
  onOpen(listener: () => void): () => void {
    this.#openers.push(listener);
    return () => {};
  }
  come(note: Note): void {
    for (const listener of this.#listeners.get(note.t) ?? []) listener(note as never);
  }
  open(): void {
    for (const opener of this.#openers) opener();
  }
}

const pair = () => {
  const clock = new Clock();
  const [here, there] = [new Notes(), new Notes()];
  here.to = there;
  there.to = here;
  const ends = [here, there].map((notes) => new SharedDrawing(notes, clock.environment));
  const [ada, bob] = ends;
  if (!ada || !bob) throw new Error("no ends");
  return { clock, here, there, ada, bob };
};
const at = (x: number, y = x) => ({ x, y });

describe("SharedDrawing", () => {
  it("DRAW-1: both see the same lines on the same screen, told a few times a second", async () => {
    const { clock, ada, bob, here } = pair();
    ada.begin("own", "ink", 2, at(0));
    for (let x = 1; x <= 100; x++) {
      ada.extend(at(x));
      await clock.pass(10);
    }
    ada.end();
    const [mine] = ada.marks("own").strokes;
    const [theirs] = bob.marks("theirs").strokes;
    expect(mine).toMatchObject({ by: "me", kind: "ink", colour: 2 });
    expect(theirs).toMatchObject({ by: "them", kind: "ink", colour: 2 });
    expect(theirs?.places).toEqual(mine?.places);
    expect(theirs?.places).toHaveLength(101);
    expect(here.sent.length).toBeLessThanOrEqual(15);
    expect(bob.marks("own").strokes).toEqual([]);
  });

  it("DRAW-1: more places than a note holds go in several, and each stroke has a number of its own", async () => {
    const { clock, ada, bob, here } = pair();
    ada.begin("theirs", "laser", 0, at(0));
    for (let x = 1; x < 150; x++) ada.extend(at(x));
    ada.begin("theirs", "laser", 0, at(7));
    ada.end();
    ada.extend(at(9));
    await clock.pass(100);
    expect(here.sent.map((note) => note.t === "draw" && note.p.length / 2)).toEqual([64, 64, 22, 1]);
    expect(bob.marks("own").strokes.map(({ places }) => places.length)).toEqual([150, 1]);
  });

  it("DRAW-1: ink fades, a laser sooner, and what nobody sees is forgotten", async () => {
    const { clock, ada, bob } = pair();
    ada.begin("own", "ink", 0, at(1));
    ada.end();
    ada.begin("own", "laser", 0, at(2));
    ada.end();
    await clock.pass(2_000);
    expect(bob.marks("theirs").strokes.map(({ kind }) => kind)).toEqual(["ink"]);
    await clock.pass(7_000);
    expect([ada.marks("own").strokes, bob.marks("theirs").strokes]).toEqual([[], []]);
    expect([
      leftOf("ink", 0, 1_000, false),
      leftOf("ink", 0, 7_250, false),
      leftOf("ink", 0, 9_000, true),
    ]).toEqual([1, 0.5, 1]);
  });

  it("DRAW-1: however much comes, so many strokes and places are kept", () => {
    const { there, ada } = pair();
    for (let i = 0; i < 300; i++) there.send({ t: "draw", o: "mine", i, k: "ink", c: 0, p: [i, i] });
    expect(ada.marks("theirs").strokes).toHaveLength(200);
    for (let n = 0; n < 50; n++) {
      there.send({ t: "draw", o: "mine", i: 299, k: "ink", c: 0, p: Array(128).fill(1) });
    }
    expect(ada.marks("theirs").strokes.at(-1)?.places).toHaveLength(2_000);
  });

  it("DRAW-2: points, the newest place counts, and at none any more", async () => {
    const { clock, ada, bob, here } = pair();
    for (let x = 0; x < 10; x++) ada.point("theirs", at(x));
    await clock.pass(100);
    expect(bob.marks("own").pointer).toEqual(at(9));
    expect(here.sent).toEqual([{ t: "point", o: "yours", p: [9, 9] }]);
    ada.point("theirs", undefined);
    await clock.pass(100);
    expect(bob.marks("own").pointer).toBeUndefined();
  });

  it("DRAW-3: a frozen picture keeps its ink until it moves again, for both", async () => {
    const { clock, ada, bob } = pair();
    bob.freeze("theirs", true);
    ada.begin("own", "ink", 1, at(5));
    ada.end();
    await clock.pass(60_000);
    expect([ada.marks("own"), bob.marks("theirs")]).toMatchObject([
      { frozen: true, strokes: [{ by: "me" }] },
      { frozen: true, strokes: [{ by: "them" }] },
    ]);
    ada.freeze("own", false);
    expect([ada.marks("own"), bob.marks("theirs")]).toMatchObject([
      { frozen: false, strokes: [] },
      { frozen: false, strokes: [] },
    ]);
  });

  it("DRAW-3: wiping takes away what both drew on that screen", () => {
    const { ada, bob } = pair();
    ada.begin("own", "ink", 1, at(5));
    bob.begin("theirs", "ink", 2, at(6));
    bob.begin("own", "ink", 2, at(6));
    bob.end();
    ada.end();
    bob.wipe("theirs");
    expect([ada.marks("own").strokes, bob.marks("theirs").strokes]).toEqual([[], []]);
    expect(ada.marks("theirs").strokes).toHaveLength(1);
  });

  it("DRAW-2: while nothing gets through nothing is told, and little of it afterwards", async () => {
    const { clock, ada, bob, here } = pair();
    ada.hush(true);
    for (let i = 0; i < 30; i++) {
      ada.begin("own", "ink", 0, at(i));
      ada.extend(at(i + 1));
      ada.point("own", at(i));
      await clock.pass(100);
    }
    expect(here.sent).toEqual([]);
    ada.hush(false);
    await clock.pass(100);
    expect(here.sent).toHaveLength(11);
    expect(bob.marks("theirs")).toMatchObject({ pointer: at(29) });
    expect(bob.marks("theirs").strokes.at(-1)?.places).toEqual([at(29), at(30)]);
  });

  it("begins anew with another connection, and with another screen", () => {
    const { ada, here } = pair();
    let changes = 0;
    const stop = ada.onChange(() => changes++);
    ada.freeze("theirs", true);
    ada.begin("own", "ink", 1, at(5));
    here.open();
    expect([ada.marks("own").strokes, ada.marks("theirs").frozen]).toEqual([[], false]);
    ada.extend(at(6));
    expect(ada.marks("own").strokes).toEqual([]);
    ada.freeze("own", true);
    ada.reset("own");
    expect(ada.marks("own").frozen).toBe(false);
    stop();
    const before = changes;
    ada.wipe("own");
    expect([before > 0, changes]).toEqual([true, before]);
  });
});
