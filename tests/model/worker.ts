import { parentPort, workerData } from "node:worker_threads";
import { play, shrink } from "./schedule.ts";

/** What a worker is to do: schedules `first`, `first + step`, ... below `end`. */
export interface Task {
  readonly first: number;
  readonly step: number;
  readonly end: number;
  /** One schedule, told step by step, instead. */
  readonly only?: { readonly seed: number; readonly keep: readonly number[] | undefined };
}

/** What it says when it is done. */
export interface Report {
  readonly played: number;
  readonly broken: readonly {
    readonly seed: number;
    readonly keep: readonly number[];
    readonly what: string;
    readonly log: readonly string[];
  }[];
  /** Simulated ms from the last fault to the picture, of all schedules that end with one. */
  readonly backAfter: readonly number[];
}

/** After so many broken schedules the others tell nothing new. */
const ENOUGH = 5;

/** The part of a browser that the SDK finds without being given it. */
class FakeStream {
  #tracks: object[] = [];
  getTracks = (): object[] => this.#tracks;
  addTrack(track: object): void {
    if (!this.#tracks.includes(track)) this.#tracks.push(track);
  }
  removeTrack(track: object): void {
    this.#tracks = this.#tracks.filter((other) => other !== track);
  }
}

const run = async ({ first, step, end, only }: Task): Promise<Report> => {
  const broken: Report["broken"][number][] = [];
  const backAfter: number[] = [];
  let played = 0;
  if (only) {
    const { keep } = only;
    const { broken: what, log } = await play(only.seed, { keep, listens: true });
    return {
      played: 1,
      backAfter,
      broken: [{ seed: only.seed, keep: keep ?? [], what: what ?? "nothing", log }],
    };
  }
  for (let seed = first; seed < end && broken.length < ENOUGH; seed += step) {
    const outcome = await play(seed);
    played++;
    if (outcome.backAfter !== undefined) backAfter.push(outcome.backAfter);
    if (outcome.broken === undefined) continue;
    const { keep, outcome: least } = await shrink(seed);
    broken.push({ seed, keep, what: least.broken ?? outcome.broken, log: least.log });
  }
  return { played, broken, backAfter };
};

Object.assign(globalThis, { MediaStream: FakeStream });
parentPort?.postMessage(await run(workerData as Task));
