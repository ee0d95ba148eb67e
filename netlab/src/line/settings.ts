import { NetlabError } from "../errors.ts";

/** Packets are lost in bursts (Gilbert's model): in a burst all, between bursts none. */
export interface BurstLoss {
  readonly kind: "burst";
  /** How many are lost in all, 0 to 1. At most `length / (length + 1)`: between two bursts at least one gets through. */
  readonly ratio: number;
  /** Packets in a burst, on average; at least 1. */
  readonly length: number;
}

/** What happens to packets one way. */
export interface Direction {
  /** How long every packet is under way, in ms, 0 to 60 000. */
  readonly delay: number;
  /** The delay wanders this much around `delay`, evenly, in ms, 0 to 60 000; never below 0. Never changes the order. */
  readonly jitter: number;
  /** How many packets are lost, 0 to 1, each for itself, or in bursts. */
  readonly loss: number | BurstLoss;
  /** How many packets are held back until one to three later ones have overtaken them, for 100 ms at most; 0 to 1. */
  readonly reorder: number;
  /** How many packets arrive twice, 0 to 1. */
  readonly duplicate: number;
  /** Bit/s, counted with IP headers, more than 0; `Infinity` for no limit. */
  readonly rate: number;
  /** What would wait longer than this for its turn at `rate` is dropped, in ms, 0 to 60 000. */
  readonly queue: number;
}

/**
 * A line. What is named at the top goes for both directions, what is named in `up` (from the host) or `down` (to it) for that
 * one only and before what is named at the top.
 */
export interface LineSettings extends Direction {
  readonly up: Partial<Direction>;
  readonly down: Partial<Direction>;
  /** Same seed, same packets, same fate: an integer from 0 to 2^32 - 1. */
  readonly seed: number;
}

/** All settings of a line, each direction's complete. */
export interface LineState {
  readonly up: Direction;
  readonly down: Direction;
  readonly seed: number;
}

/** As if there were no line. */
export const PERFECT: Direction = {
  delay: 0,
  jitter: 0,
  loss: 0,
  reorder: 0,
  duplicate: 0,
  rate: Number.POSITIVE_INFINITY,
  queue: 200,
};

const LONGEST = 60_000;

interface Bounds {
  readonly says: string;
  holds(value: unknown): boolean;
}

const within = (low: number, high: number) => (value: unknown) =>
  typeof value === "number" && value >= low && value <= high;

const time: Bounds = { says: `0 to ${LONGEST} ms`, holds: within(0, LONGEST) };
const share: Bounds = { says: "0 to 1", holds: within(0, 1) };

const isBurst = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  value.kind === "burst" &&
  "length" in value &&
  typeof value.length === "number" &&
  within(1, 1e6)(value.length) &&
  "ratio" in value &&
  within(0, value.length / (value.length + 1))(value.ratio);

const BOUNDS: Readonly<Record<keyof Direction, Bounds>> = {
  delay: time,
  jitter: time,
  loss: {
    says: "0 to 1, or bursts of 1 or more packets on average with a ratio of at most length / (length + 1)",
    holds: (value) => share.holds(value) || isBurst(value),
  },
  reorder: share,
  duplicate: share,
  rate: {
    says: "1 bit/s or more",
    holds: (value) => typeof value === "number" && value >= 1,
  },
  queue: time,
};

const isKey = (key: string): key is keyof Direction => Object.hasOwn(BOUNDS, key);

const merge = (current: Direction, change: Partial<Direction>): Direction => {
  for (const [key, value] of Object.entries(change)) {
    if (!isKey(key)) throw new NetlabError("line-invalid", `there is no "${key}"`);
    if (!BOUNDS[key].holds(value))
      throw new NetlabError("line-invalid", `${key} has to be ${BOUNDS[key].says}`);
  }
  return { ...current, ...change };
};

/**
 * What is not named stays.
 *
 * @throws NetlabError `line-invalid`
 */
export const changed = (current: LineState, settings: Partial<LineSettings>): LineState => {
  const { up = {}, down = {}, seed = current.seed, ...both } = settings;
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new NetlabError("line-invalid", "seed has to be an integer from 0 to 4294967295");
  return {
    up: merge(merge(current.up, both), up),
    down: merge(merge(current.down, both), down),
    seed,
  };
};

/** @throws NetlabError `line-invalid` */
export const lineOf = (settings: Partial<LineSettings>): LineState =>
  changed({ up: PERFECT, down: PERFECT, seed: 1 }, settings);
