import type { Drawing, Marks, Place, StrokeKind } from "@onecall/client";

type Screen = "own" | "theirs";

/** Drawing without the other person: a test puts marks on a screen and reads what was asked for. */
export class FakeDrawing implements Drawing {
  /** What the person did, in order. */
  readonly asked: string[] = [];
  readonly places: Place[] = [];
  hushed = false;
  readonly #marks: Record<Screen, Marks> = {
    own: { strokes: [], frozen: false, pointer: undefined },
    theirs: { strokes: [], frozen: false, pointer: undefined },
  };
  readonly #listeners = new Set<() => void>();

  marks(on: Screen): Marks {
    return this.#marks[on];
  }
  leftOf(kind: StrokeKind, time: number, now: number, frozen: boolean): number {
    return (frozen && kind === "ink") || now - time < 10_000 ? 1 : 0;
  }
  begin(on: Screen, kind: StrokeKind, colour: number, place: Place): void {
    this.asked.push(`begin ${kind} ${colour} on ${on}`);
    this.places.push(place);
  }
  extend(place: Place): void {
    this.asked.push("extend");
    this.places.push(place);
  }
  end(): void {
    this.asked.push("end");
  }
  point(on: Screen, place: Place | undefined): void {
    this.asked.push(`point ${place ? "at" : "nowhere"} on ${on}`);
    if (place) this.places.push(place);
  }
  wipe(on: Screen): void {
    this.asked.push(`wipe ${on}`);
    this.set(on, { strokes: [] });
  }
  freeze(on: Screen, still: boolean): void {
    this.asked.push(`freeze ${on} ${still}`);
    this.set(on, { frozen: still });
  }
  hush(on: boolean): void {
    this.hushed = on;
  }
  reset(on: Screen): void {
    this.#marks[on] = { strokes: [], frozen: false, pointer: undefined };
  }
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(on: Screen, changes: Partial<Marks>): void {
    this.#marks[on] = { ...this.#marks[on], ...changes };
    for (const listener of this.#listeners) listener();
  }
}
