/** Someone knocked and nobody answered. */
export interface Missed {
  /** Of the room. */
  readonly handle: string;
  /** As they gave it; "" for none. */
  readonly name: string;
  /** ms since the epoch. */
  readonly at: number;
}

const KEPT = 20;
const NAME_LENGTH = 64;

const isMissed = (value: unknown): value is Missed =>
  typeof value === "object" &&
  value !== null &&
  "handle" in value &&
  typeof value.handle === "string" &&
  "name" in value &&
  typeof value.name === "string" &&
  value.name.length <= NAME_LENGTH &&
  "at" in value &&
  Number.isFinite(value.at);

/** What was kept, the newest first; whatever else stands there is left out. */
export const readMissed = (kept: string): readonly Missed[] => {
  try {
    const list: unknown = JSON.parse(kept || "[]");
    return Array.isArray(list) ? list.filter(isMissed).slice(0, KEPT) : [];
  } catch {
    return [];
  }
};

/** What to keep with one more. */
export const addMissed = (kept: string, missed: Missed): string =>
  JSON.stringify([missed, ...readMissed(kept)].slice(0, KEPT));

/** What to keep without those of one room, or without any. */
export const forgetMissed = (kept: string, handle?: string): string =>
  JSON.stringify(readMissed(kept).filter((one) => handle !== undefined && one.handle !== handle));
