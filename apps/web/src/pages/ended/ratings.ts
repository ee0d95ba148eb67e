/** How good a call was for this person. Kept on this device, told nobody. */
export interface Rating {
  /** When it ended, ms since the epoch. */
  readonly at: number;
  /** 1 to 5. */
  readonly stars: number;
}

const KEPT = 50;

const isRating = (value: unknown): value is Rating =>
  typeof value === "object" &&
  value !== null &&
  "at" in value &&
  Number.isFinite(value.at) &&
  "stars" in value &&
  [1, 2, 3, 4, 5].includes(Number(value.stars));

/** What was kept, the newest first; whatever else stands there is left out. */
export const readRatings = (kept: string): readonly Rating[] => {
  try {
    const list: unknown = JSON.parse(kept || "[]");
    return Array.isArray(list) ? list.filter(isRating).slice(0, KEPT) : [];
  } catch {
    return [];
  }
};

/** What to keep with `rating`, which takes the place of an earlier one of the same call. */
export const addRating = (kept: string, rating: Rating): string =>
  JSON.stringify([rating, ...readRatings(kept).filter(({ at }) => at !== rating.at)].slice(0, KEPT));
