import type { Device } from "./device.ts";
import { Random } from "./random.ts";
import type { World } from "./world.ts";

type Who = "host" | "guest";

/** Something that goes wrong, or that a person does. Times in ms; `lasts`: until it is over. */
export type Fault =
  /** The way to the server is broken; `abrupt`: everyone learns it at once. */
  | {
      readonly type: "signalling-cut";
      readonly who: readonly Who[];
      readonly abrupt: boolean;
      readonly lasts: number;
    }
  | { readonly type: "server-killed"; readonly lasts: number }
  /** SIGTERM, and after `lasts` another server takes over. */
  | { readonly type: "server-drained"; readonly lasts: number }
  | {
      readonly type: "media-cut";
      readonly who: Who;
      readonly direction: "both" | "out" | "in";
      readonly lasts: number;
    }
  /** Everything is cut; `told`: the system says so and says when it is over. */
  | {
      readonly type: "link-cut";
      readonly who: readonly Who[];
      readonly abrupt: boolean;
      readonly told: boolean;
      readonly lasts: number;
    }
  /** Another network, `lasts` after the old one is gone. */
  | { readonly type: "moved"; readonly who: Who; readonly lasts: number }
  /** The tab is gone, and `lasts` later there is a new one. */
  | {
      readonly type: "reloaded";
      readonly who: readonly Who[];
      readonly crashed: boolean;
      readonly lasts: number;
    }
  | { readonly type: "slept"; readonly who: Who; readonly lasts: number }
  | { readonly type: "clock-jumped"; readonly who: Who; readonly by: number; readonly lasts: 0 }
  | { readonly type: "second-tab"; readonly who: Who; readonly lasts: 0 }
  /** Somebody else with the link asks to come in, and goes away again. */
  | { readonly type: "stranger"; readonly lasts: number }
  /** A server that says of its own accord that everyone is let in (SPEC CONSENT-2). */
  | { readonly type: "lied"; readonly lasts: 0 }
  | { readonly type: "left"; readonly who: Who; readonly lasts: 0 };

export interface Planned {
  readonly at: number;
  readonly fault: Fault;
}

const BOTH = ["host", "guest"] as const;

const howLong = (random: Random): number => {
  const kind = random.next();
  if (kind < 0.5) return random.between(50, 4_000);
  if (kind < 0.94) return random.between(4_000, 20_000);
  // Longer than a person waits, and longer than a seat does (SPEC GRACE-1).
  return kind < 0.97 ? random.between(20_000, 110_000) : random.between(115_000, 160_000);
};
const who = (random: Random): Who => random.pick(BOTH);
const some = (random: Random): readonly Who[] => (random.chance(0.3) ? BOTH : [who(random)]);

const KINDS: readonly [number, (random: Random) => Fault][] = [
  [3, (r) => ({ type: "signalling-cut", who: some(r), abrupt: r.chance(0.5), lasts: howLong(r) })],
  [3, (r) => ({ type: "server-killed", lasts: howLong(r) })],
  [2, (r) => ({ type: "server-drained", lasts: r.between(1_000, 20_000) })],
  [
    3,
    (r) => ({ type: "media-cut", who: who(r), direction: r.pick(["both", "out", "in"]), lasts: howLong(r) }),
  ],
  [
    4,
    (r) => ({
      type: "link-cut",
      who: some(r),
      abrupt: r.chance(0.3),
      told: r.chance(0.5),
      lasts: howLong(r),
    }),
  ],
  [3, (r) => ({ type: "moved", who: who(r), lasts: r.between(0, 6_000) })],
  [4, (r) => ({ type: "reloaded", who: some(r), crashed: r.chance(0.4), lasts: r.between(100, 8_000) })],
  [2, (r) => ({ type: "slept", who: who(r), lasts: howLong(r) })],
  [
    1,
    (r) => ({
      type: "clock-jumped",
      who: who(r),
      by: r.pick([-86_400_000, -60_000, 5_000, 660_000]),
      lasts: 0,
    }),
  ],
  [1, (r) => ({ type: "second-tab", who: who(r), lasts: 0 })],
  [2, (r) => ({ type: "stranger", lasts: r.between(2_000, 20_000) })],
  [1, () => ({ type: "lied", lasts: 0 })],
  [1, (r) => ({ type: "left", who: who(r), lasts: 0 })],
];
const WEIGHT = KINDS.reduce((sum, [weight]) => sum + weight, 0);

const oneFault = (random: Random): Fault => {
  let left = random.next() * WEIGHT;
  for (const [weight, make] of KINDS) {
    left -= weight;
    if (left < 0) return make(random);
  }
  throw new Error("there are no faults");
};

/** What goes wrong in one schedule: the same for the same seed. */
export const plan = (seed: number): Planned[] => {
  const random = new Random(seed ^ 0x5eed);
  const count = random.between(1, 5);
  let at = random.chance(0.3) ? random.between(0, 4_000) : random.between(4_000, 8_000);
  const all: Planned[] = [];
  for (let i = 0; i < count; i++) {
    const fault = oneFault(random);
    all.push({ at, fault });
    // Faults meet each other, or come one after the other.
    at += random.chance(0.6) ? random.between(0, 5_000) : fault.lasts + random.between(0, 6_000);
  }
  return all;
};

/** Makes a fault happen in a world, and ends it after its time. */
export const strike = (world: World, fault: Fault): void => {
  world.note(JSON.stringify(fault));
  world.disturbed();
  const heal = begin(world, fault);
  if (!heal) return;
  world.clock.after(fault.lasts, () => {
    world.note(`over: ${fault.type}`);
    heal();
  });
};

const begin = (world: World, fault: Fault): (() => void) | undefined => {
  const each = (names: readonly Who[], act: (device: Device) => void) => {
    for (const name of names) act(world[name]);
  };
  switch (fault.type) {
    case "signalling-cut":
      each(fault.who, (device) => device.cutServer(fault.abrupt));
      return () => each(fault.who, (device) => device.healServer());
    case "server-killed":
      world.stopServer();
      return () => world.startServer();
    case "server-drained":
      world.server?.drain(fault.lasts);
      return () => {
        world.stopServer();
        world.startServer();
      };
    case "media-cut":
      world[fault.who].cutMedia(fault.direction);
      return () => world[fault.who].healMedia(fault.direction);
    case "link-cut":
      each(fault.who, (device) => {
        device.cutServer(fault.abrupt);
        device.cutMedia("both");
        if (fault.told) device.tell("offline");
      });
      return () =>
        each(fault.who, (device) => {
          device.healServer();
          device.healMedia("both");
          if (fault.told) device.tell("online");
        });
    case "moved": {
      const device = world[fault.who];
      device.cutServer(false);
      device.cutMedia("both");
      return () => {
        device.healServer();
        device.healMedia("both");
        device.move();
      };
    }
    case "reloaded":
      each(fault.who, (device) => device.page?.end(fault.crashed));
      return () => each(fault.who, (device) => device.reopen());
    case "slept":
      world[fault.who].sleep();
      return () => world[fault.who].wake();
    case "clock-jumped":
      world[fault.who].clockOffset += fault.by;
      return undefined;
    case "second-tab":
      world[fault.who].open();
      return undefined;
    case "stranger":
      if (!world.stranger.page) world.stranger.open();
      return () => world.stranger.page?.end(true);
    case "lied":
      world.server?.lie();
      return undefined;
    case "left":
      world.leaves(world[fault.who]);
      return undefined;
  }
};

/** The end of all faults: every network is whole, every device awake, a server runs, everyone has a tab. */
export const healAll = (world: World): void => {
  world.note("everything is whole again");
  for (const device of [world.host, world.guest]) {
    device.wake();
    device.healAll();
    device.reopen();
  }
  if (world.server?.isDraining) world.stopServer();
  if (!world.server) world.startServer();
};
