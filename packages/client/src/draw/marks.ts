/** Ink stays for a while, a laser's trail for a moment; a frozen picture keeps its ink. */
export type StrokeKind = "ink" | "laser";

/** A place on a shared screen: 0 to 65535 from its left and from its top. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** One line somebody drew. */
export interface Stroke {
  readonly by: "me" | "them";
  /** Number of the stroke on its device. */
  readonly id: number;
  readonly kind: StrokeKind;
  /** Number of its colour. */
  readonly colour: number;
  readonly places: readonly Place[];
  /** When each of its places came, ms since the epoch. */
  readonly times: readonly number[];
}

/** How long a stroke is seen after its last place came, ms, and how much of that it fades. */
const LASTS: Readonly<Record<StrokeKind, { readonly for: number; readonly fades: number }>> = {
  ink: { for: 8_000, fades: 1_500 },
  laser: { for: 1_200, fades: 1_000 },
};
/** More than this is nobody's drawing: the oldest strokes go, and a stroke that long ends. */
const MOST_STROKES = 200;
const MOST_PLACES = 2_000;

/** Everything drawn on one screen. */
export interface Marks {
  readonly strokes: readonly Stroke[];
  /** The picture stands still for both people, so that what is drawn on it keeps its meaning. */
  readonly frozen: boolean;
  /** Where the other person points. */
  readonly pointer: Place | undefined;
}

export const NO_MARKS: Marks = { strokes: [], frozen: false, pointer: undefined };

/** How much of what was drawn at `time` is left at `now`: 1 all, 0 nothing. */
export const leftOf = (kind: StrokeKind, time: number, now: number, frozen: boolean): number => {
  if (frozen && kind === "ink") return 1;
  const { for: lasts, fades } = LASTS[kind];
  return Math.max(0, Math.min(1, (time + lasts - now) / fades));
};

const lastOf = ({ times }: Stroke): number => times.at(-1) ?? 0;

/** Without what nobody sees any more at `now`. */
export const faded = (marks: Marks, now: number): Marks => {
  const strokes = marks.strokes.filter((one) => leftOf(one.kind, lastOf(one), now, marks.frozen) > 0);
  return strokes.length === marks.strokes.length ? marks : { ...marks, strokes };
};

/** With more of a stroke, or with a new one. */
export const drawn = (marks: Marks, more: Omit<Stroke, "times">, now: number): Marks => {
  const times = more.places.map(() => now);
  const at = marks.strokes.findIndex(({ by, id }) => by === more.by && id === more.id);
  const known = marks.strokes[at];
  if (!known) return { ...marks, strokes: [...marks.strokes, { ...more, times }].slice(-MOST_STROKES) };
  const room = MOST_PLACES - known.places.length;
  const longer = {
    ...known,
    places: [...known.places, ...more.places.slice(0, room)],
    times: [...known.times, ...times.slice(0, room)],
  };
  return { ...marks, strokes: marks.strokes.with(at, longer) };
};

/** Frozen or moving again: what was drawn on another picture goes with it. */
export const frozen = (marks: Marks, on: boolean): Marks =>
  marks.frozen === on ? marks : { ...marks, frozen: on, strokes: on ? marks.strokes : [] };
