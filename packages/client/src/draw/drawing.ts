import type { NoteBox } from "../data/note-box.ts";
import type { Environment } from "../environment.ts";
import { drawn, faded, frozen, leftOf, type Marks, NO_MARKS, type Place, type StrokeKind } from "./marks.ts";

/** Whose shared screen. */
export type Screen = "own" | "theirs";

/** Places are told so often, ms, many at once: notes have a limit (SPEC DATA-3). */
const TOLD_EVERY = 70;
/** Places in one note (SPEC DRAW-1), and numbers of strokes before they begin anew. */
const TOLD_AT_ONCE = 64;
const NUMBERS = 2 ** 16;
/** Strokes told at once when something gets through again. */
const TOLD_AFTER_HUSH = 10;

const SCREENS = ["own", "theirs"] as const;
/** A screen as the other device calls it. */
const SIDE = { own: "mine", theirs: "yours" } as const;
const SCREEN = { mine: "theirs", yours: "own" } as const;

/** Pointing and drawing on shared screens, so that both people see the same (SPEC DRAW-1 to DRAW-3). */
export interface Drawing {
  /** What is on a screen now. */
  marks(on: Screen): Marks;
  /** How much of what was drawn at `time` is left at `now`, ms since the epoch: 1 all, 0 nothing. */
  leftOf(kind: StrokeKind, time: number, now: number, frozen: boolean): number;
  /** Begins a stroke. */
  begin(on: Screen, kind: StrokeKind, colour: number, place: Place): void;
  /** Goes on with the stroke that was begun last; nothing without one. */
  extend(place: Place): void;
  end(): void;
  /** Points at a place, or at none any more. */
  point(on: Screen, place: Place | undefined): void;
  /** Takes away everything drawn on a screen, by both. */
  wipe(on: Screen): void;
  /** Lets the picture stand still for both people, or move again. */
  freeze(on: Screen, still: boolean): void;
  /** Nothing gets through for now: what is drawn meanwhile is told in few notes afterwards (SPEC DATA-3). */
  hush(on: boolean): void;
  /** A screen is shared no longer, or another one: nothing is on it. Nobody is told. */
  reset(on: Screen): void;
  /** Called after every change, by whomever; returns its unsubscribe. */
  onChange(listener: () => void): () => void;
}

interface Begun {
  readonly on: Screen;
  readonly id: number;
  readonly kind: StrokeKind;
  readonly colour: number;
}

/** {@link Drawing} over the notes of a call. */
export class SharedDrawing implements Drawing {
  readonly leftOf = leftOf;
  readonly #notes: Pick<NoteBox, "send" | "on" | "onOpen">;
  readonly #environment: Pick<Environment, "now" | "after">;
  readonly #marks: Record<Screen, Marks> = { own: NO_MARKS, theirs: NO_MARKS };
  readonly #listeners = new Set<() => void>();
  #strokes = 0;
  #begun: Begun | undefined;
  /** Drawn and not told yet, stroke by stroke. */
  #untold: { readonly stroke: Begun; readonly places: Place[] }[] = [];
  #hushed = false;
  #unpointed: { readonly on: Screen; readonly place: Place | undefined } | undefined;
  #waits = false;

  constructor(
    notes: Pick<NoteBox, "send" | "on" | "onOpen">,
    environment: Pick<Environment, "now" | "after">,
  ) {
    this.#notes = notes;
    this.#environment = environment;
    notes.on("draw", ({ o, i, k, c, p }) => {
      const places: Place[] = [];
      for (let at = 0; at + 1 < p.length; at += 2) places.push({ x: p[at] ?? 0, y: p[at + 1] ?? 0 });
      this.#draw(SCREEN[o], { by: "them", id: i, kind: k, colour: c, places });
    });
    notes.on("point", ({ o, p }) => {
      const pointer = p ? { x: p[0], y: p[1] } : undefined;
      this.#change(SCREEN[o], (marks) => ({ ...marks, pointer }));
    });
    notes.on("wipe", ({ o }) => this.#change(SCREEN[o], (marks) => ({ ...marks, strokes: [] })));
    notes.on("freeze", ({ o, f }) => this.#change(SCREEN[o], (marks) => frozen(marks, f)));
    // The other page may be a new one, which knows nothing of it.
    notes.onOpen(() => {
      for (const screen of SCREENS) this.reset(screen);
    });
  }

  marks(on: Screen): Marks {
    this.#marks[on] = faded(this.#marks[on], this.#environment.now());
    return this.#marks[on];
  }

  begin(on: Screen, kind: StrokeKind, colour: number, place: Place): void {
    this.end();
    this.#strokes = (this.#strokes + 1) % NUMBERS;
    this.#begun = { on, id: this.#strokes, kind, colour };
    this.extend(place);
  }

  extend(place: Place): void {
    if (!this.#begun) return;
    const { on, ...stroke } = this.#begun;
    this.#draw(on, { by: "me", ...stroke, places: [place] });
    const last = this.#untold.at(-1);
    if (last?.stroke === this.#begun) last.places.push(place);
    else this.#untold.push({ stroke: this.#begun, places: [place] });
    this.#tellSoon();
  }

  end(): void {
    this.#tellPlaces();
    this.#begun = undefined;
  }

  point(on: Screen, place: Place | undefined): void {
    this.#unpointed = { on, place };
    this.#tellSoon();
  }

  wipe(on: Screen): void {
    this.#tellPlaces();
    this.#notes.send({ t: "wipe", o: SIDE[on] });
    this.#change(on, (marks) => ({ ...marks, strokes: [] }));
  }

  freeze(on: Screen, still: boolean): void {
    this.#tellPlaces();
    this.#notes.send({ t: "freeze", o: SIDE[on], f: still });
    this.#change(on, (marks) => frozen(marks, still));
  }

  reset(on: Screen): void {
    if (this.#begun?.on === on) this.#begun = undefined;
    this.#untold = this.#untold.filter(({ stroke }) => stroke.on !== on);
    this.#change(on, () => NO_MARKS);
  }

  hush(on: boolean): void {
    this.#hushed = on;
    if (!on) this.#tellSoon();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #draw(on: Screen, more: Parameters<typeof drawn>[1]): void {
    const now = this.#environment.now();
    this.#change(on, (marks) => drawn(faded(marks, now), more, now));
  }

  #change(on: Screen, change: (marks: Marks) => Marks): void {
    this.#marks[on] = change(this.#marks[on]);
    for (const listener of [...this.#listeners]) listener();
  }

  #tellSoon(): void {
    if (this.#waits) return;
    this.#waits = true;
    this.#environment.after(TOLD_EVERY, () => {
      this.#waits = false;
      this.#tellPlaces();
      this.#tellPointer();
    });
  }

  #tellPlaces(): void {
    if (this.#hushed) return;
    // What faded meanwhile would come as a flash, and all of it as too much.
    const untold = this.#untold.splice(0).slice(-TOLD_AFTER_HUSH);
    for (const { stroke, places } of untold) {
      for (let at = 0; at < places.length; at += TOLD_AT_ONCE) {
        const p = places.slice(at, at + TOLD_AT_ONCE).flatMap(({ x, y }) => [x, y]);
        this.#notes.send({
          t: "draw",
          o: SIDE[stroke.on],
          i: stroke.id,
          k: stroke.kind,
          c: stroke.colour,
          p,
        });
      }
    }
  }

  #tellPointer(): void {
    const pointed = this.#unpointed;
    if (!pointed || this.#hushed) return;
    this.#unpointed = undefined;
    const { on, place } = pointed;
    this.#notes.send({ t: "point", o: SIDE[on], p: place ? [place.x, place.y] : null });
  }
}
