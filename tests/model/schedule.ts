import { healAll, type Planned, plan, strike } from "./faults.ts";
import { World } from "./world.ts";

/** What became of one schedule. */
export interface Outcome {
  readonly seed: number;
  /** Undefined: everything held. */
  readonly broken: string | undefined;
  /** Simulated ms until both were connected again after the last fault; undefined where nobody was to be. */
  readonly backAfter: number | undefined;
  readonly log: readonly string[];
}

/** How long the two may take to find each other once everything is whole, ms. */
const WITHIN = 150_000;
/** The same where a cap or a rate made them wait. */
const WITHIN_CAPS = 1_500_000;
/** Connected for so long without a break is connected. */
const STEADY = 4_000;
const LOOK_EVERY = 500;

interface Replay {
  /** Which of the planned faults happen, by number; all unless given. */
  readonly keep?: readonly number[] | undefined;
  readonly listens?: boolean;
}

const planned = (seed: number, { keep }: Replay = {}): Planned[] =>
  plan(seed).filter((_, index) => keep === undefined || keep.includes(index));

/** Plays one schedule: the same for the same seed and the same faults. */
export const play = async (seed: number, replay: Replay = {}): Promise<Outcome> => {
  const world = new World(seed, replay.listens ?? false);
  const { clock, random } = world;
  await world.furnish();
  const faults = planned(seed, replay);
  const end = Math.max(0, ...faults.map(({ at, fault }) => at + fault.lasts)) + 1;
  clock.after(0, () => world.host.open());
  clock.after(random.between(0, 2_000), () => world.guest.page ?? world.guest.open());
  for (const { at, fault } of faults) clock.after(at, () => strike(world, fault));
  const isBroken = () => {
    world.check();
    return world.violation !== undefined;
  };
  await clock.run(end, isBroken);
  const backAfter = isBroken() ? undefined : await converge(world);
  return { seed, broken: world.violation?.message, backAfter, log: world.log };
};

const converge = async (world: World): Promise<number | undefined> => {
  const { clock } = world;
  healAll(world);
  const start = clock.now;
  const isBroken = () => {
    world.check();
    return world.violation !== undefined;
  };
  let goodSince: number | undefined;
  while (clock.now < start + (world.mayTakeLong ? WITHIN_CAPS : WITHIN)) {
    await clock.run(clock.now + LOOK_EVERY, isBroken);
    if (world.violation) return undefined;
    goodSince = isAtRest(world) ? (goodSince ?? clock.now) : undefined;
    if (goodSince !== undefined && clock.now - goodSince >= STEADY) return goodSince - start;
  }
  world.violate(`they never come to rest: ${world.describe()}`);
  return undefined;
};

const isAtRest = (world: World): boolean => {
  const { host, guest } = world;
  if (host.wantsCall && guest.wantsCall) return world.isConnected;
  return world.isParted;
};

/** The fewest faults of a schedule that still break it the same way. */
export const shrink = async (seed: number): Promise<{ keep: number[]; outcome: Outcome }> => {
  let keep = plan(seed).map((_, index) => index);
  let outcome = await play(seed, { keep, listens: true });
  for (let i = 0; i < keep.length; ) {
    const fewer = keep.toSpliced(i, 1);
    const tried = await play(seed, { keep: fewer, listens: true });
    if (tried.broken === undefined) i++;
    else {
      keep = fewer;
      outcome = tried;
    }
  }
  return { keep, outcome };
};
