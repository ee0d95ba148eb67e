/** How much work is put into a picture. */
export interface Level {
  /** Lines of the picture that is sent; a smaller camera's picture is left as it is. */
  readonly height: number;
  /** The person is looked for in every this many pictures. */
  readonly findEvery: number;
}

/** From the best to the cheapest. */
export const LEVELS: readonly Level[] = [
  { height: 720, findEvery: 1 },
  { height: 540, findEvery: 1 },
  { height: 360, findEvery: 1 },
  { height: 360, findEvery: 2 },
  { height: 270, findEvery: 3 },
];

/** Pictures a second a call must not fall below, which leaves 41 ms for each. */
const LEAST_RATE = 24;
/** ms a picture may take: the rest is the encoder's and the page's. */
const FAIR_COST = 25;
/** ms from which the effect may be why there are too few pictures; below, the camera itself gives no more, in the dark, say. */
const NOTABLE_COST = 15;
/** Seconds in a row that must be bad before anything is given up, and before all of it is. */
const PATIENCE = 2;
const LAST_PATIENCE = 4;

/** What was measured, over about a second. */
export interface Measured {
  readonly pictures: number;
  /** ms spent on them. */
  readonly busy: number;
  /** ms that passed. */
  readonly span: number;
}

/** `level`: index of {@link LEVELS}, or undefined: the effect is off for good. */
export interface Budget {
  readonly level: number | undefined;
  /** Bad seconds in a row. */
  readonly bad: number;
}

/** Where to begin on a machine with `cores` processors. */
export const firstBudget = (cores: number): Budget => ({ level: cores > 4 ? 0 : cores > 2 ? 1 : 2, bad: 0 });

const isBad = ({ pictures, busy, span }: Measured): boolean => {
  if (pictures === 0) return false;
  const cost = busy / pictures;
  return cost > FAIR_COST || (cost > NOTABLE_COST && (pictures * 1000) / span < LEAST_RATE);
};

/** Steps down after seconds that were bad, never up: a picture that changes back and forth is worse than a plain one. */
export const nextBudget = (budget: Budget, measured: Measured): Budget => {
  const { level, bad } = budget;
  if (level === undefined) return budget;
  if (!isBad(measured)) return bad === 0 ? budget : { level, bad: 0 };
  const isLast = level === LEVELS.length - 1;
  if (bad + 1 < (isLast ? LAST_PATIENCE : PATIENCE)) return { level, bad: bad + 1 };
  return { level: isLast ? undefined : level + 1, bad: 0 };
};
