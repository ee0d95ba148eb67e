/** Something came between two looks, ms. */
export interface Arrival {
  readonly from: number;
  readonly to: number;
  /** How much: packets of sound, or frames. */
  readonly count: number;
}

/** An attribute of the document element got a value; "" when it went. */
export interface Mark {
  readonly name: string;
  readonly value: string;
  readonly at: number;
}

/** The server refused something (SPEC ERR-1). */
export interface Refusal {
  readonly code: string;
  readonly at: number;
}

/** What one page noted from outside the product. */
export interface Timeline {
  /** When audio packets came. */
  readonly sound: readonly Arrival[];
  /** When frames were decoded. */
  readonly picture: readonly Arrival[];
  readonly marks: readonly Mark[];
  /** When the server gave this page its seat. */
  readonly joins: readonly number[];
  readonly refusals: readonly Refusal[];
}

interface Gap {
  readonly begin: number;
  readonly end: number;
}

/** Time between two looks, ms: what came in one interval is no gap. */
const LOOK = 50;

/** A look longer than this, ms, tells nothing of a flow by having found something. */
const LONG = 150;

/** What comes a second at least while it flows: half of the 50 packets of sound, and of the 10 frames of the cameras here. */
const LEAST = { sound: 25, picture: 5 } as const;

/**
 * Arrivals that claim no more than is known: a page that is busy looks late, and what one long look found may all have come at its
 * end. Where it is clearly less than flows in that time, the silence goes on until then.
 */
export const knownArrivals = (arrivals: readonly Arrival[], what: keyof typeof LEAST): readonly Arrival[] =>
  arrivals.map((one) => {
    const length = one.to - one.from;
    return length > LONG && one.count < (LEAST[what] * length) / 1000 ? { ...one, from: one.to } : one;
  });

/** Silences in a window; the window's own edges count as arrivals. */
const gapsIn = (arrivals: readonly Arrival[], from: number, to: number): readonly Gap[] => {
  const inside = arrivals.filter((one) => one.to > from && one.from < to);
  const begins = [from, ...inside.map((one) => one.to)];
  const ends = [...inside.map((one) => one.from), to];
  return begins.map((begin, index) => ({ begin, end: Math.max(begin, ends[index] ?? to) }));
};

/** Longest time without an arrival between two moments, ms, in steps of 50. */
export const longestGap = (arrivals: readonly Arrival[], from: number, to: number): number =>
  Math.max(...gapsIn(arrivals, from, to).map(({ begin, end }) => end - begin)) + LOOK;

/** A silence as long as this is an interruption, ms. */
const BREAK = 1000;

/**
 * When it flowed again for good: the end of the last silence of a second or more that ended after `after`, else the first
 * arrival after it. Undefined when nothing came, or when it broke off again before `until`.
 */
export const flowsAgain = (
  arrivals: readonly Arrival[],
  after: number,
  until: number,
): number | undefined => {
  const later = arrivals.filter((one) => one.to > after && one.to <= until);
  if (until - (later.at(-1)?.to ?? -Infinity) >= BREAK) return undefined;
  const broken = later.findLast((one, index) => {
    const before = later[index - 1];
    return before !== undefined && one.from - before.to >= BREAK;
  });
  return (broken ?? later[0])?.to;
};

/** What of a picture a person was shown: what comes while `sender` says that it is paused is not. */
export const shownPicture = (
  { picture }: Timeline,
  { marks }: Pick<Timeline, "marks">,
): readonly Arrival[] => {
  const said = marks.filter(({ name }) => name === "data-line-picture");
  return picture.filter(({ to }) => said.findLast(({ at }) => at <= to)?.value !== "paused");
};

/** How much came in a window. */
export const countIn = (arrivals: readonly Arrival[], from: number, to: number): number =>
  arrivals.filter((one) => one.to > from && one.to <= to).reduce((sum, { count }) => sum + count, 0);

/** Share of a window that lies in silences of at least `least` ms, 0 to 1. */
export const shareOfGaps = (
  arrivals: readonly Arrival[],
  from: number,
  to: number,
  least: number,
): number => {
  const long = gapsIn(arrivals, from, to).map(({ begin, end }) => end - begin);
  return long.filter((length) => length >= least).reduce((sum, length) => sum + length, 0) / (to - from);
};

const isWarning = ({ name, value }: Mark): boolean =>
  (name === "data-call-state" && value === "reconnecting") ||
  (name.startsWith("data-line-") && !["good", "sent", ""].includes(value));

/** Everything a screen said to be wrong in a window. */
export const warnings = ({ marks }: Timeline, from: number, to: number): readonly Mark[] =>
  marks.filter((mark) => mark.at >= from && mark.at <= to && isWarning(mark));

/** Every state the call went through in a window, without the one it was in before. */
export const statesIn = ({ marks }: Timeline, from: number, to: number): readonly string[] =>
  marks
    .filter(({ name, at }) => name === "data-call-state" && at >= from && at <= to)
    .map(({ value }) => value);
