import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { IceRestart } from "./ice-restart.ts";

/** A connection that breaks and comes back when the test says so; `at` is when something was done, ms after the beginning. */
const world = (role: "host" | "guest", { restartsAlone } = { restartsAlone: role === "host" }) => {
  const clock = new Clock();
  const start = clock.environment.now();
  const asked: (() => void)[] = [];
  const done: { readonly what: string; readonly at: number }[] = [];
  const line = { down: false, reachable: true, generation: 0, slow: false };
  const list = { servers: [], more: false };
  const note = (what: string) => void done.push({ what, at: clock.environment.now() - start });
  const restart = new IceRestart(
    {
      role,
      ice: {
        fresh: () => new Promise((told) => (line.slow ? asked.push(() => told(list)) : told(list))),
      },
      environment: clock.environment,
    },
    {
      isDown: () => line.down,
      canReach: () => line.reachable,
      restartsAlone: () => restartsAlone,
      get generation() {
        return line.generation;
      },
      restart: () => note("restart"),
      askForRestart: (generation) => note(`ask ${generation}`),
    },
  );
  const change = (to: "down" | "up") => {
    line.down = to === "down";
    if (line.down) restart.begin();
    else restart.rest();
  };
  /** Every question for servers is answered. */
  const answer = async () => {
    for (const tell of asked.splice(0)) tell();
    await clock.pass(0);
  };
  const times = () => done.map(({ at }) => at);
  const acts = () => done.map(({ what }) => what);
  return { restart, change, answer, clock, line, times, acts };
};

describe("IceRestart", () => {
  it("ICE-4: the host has servers before it restarts", async () => {
    const { change, answer, line, acts } = world("host");
    line.slow = true;
    change("down");
    expect(acts()).toEqual([]);
    await answer();
    expect(acts()).toEqual(["restart"]);
  });

  it.each([
    ["host", "restart"],
    ["guest", "ask 0"],
  ] as const)(
    "REJOIN-5: the %s tries at once, every 5 s for a minute, and every 15 s for 10 minutes",
    async (role, what) => {
      const { change, clock, times, acts } = world(role);
      change("down");
      await clock.pass(3_600_000);
      const expected: number[] = [];
      for (let at = 0; at < 600_000; at += at < 60_000 ? 5_000 : 15_000) expected.push(at);
      expect(times()).toEqual(expected);
      expect(new Set(acts())).toEqual(new Set([what]));
      expect(clock.waiting).toBe(0);
    },
  );

  it("REJOIN-5: an event is answered at once, and the waits begin anew", async () => {
    const { restart, change, clock, times } = world("host");
    change("down");
    await clock.pass(77_000);
    restart.nudge("device");
    await clock.pass(9_000);
    expect(times().slice(-4)).toEqual([60_000, 75_000, 77_000, 82_000]);
  });

  it.each([
    ["the device", "device", "all over again"],
    ["the way to the server", "signalling", "once"],
  ] as const)("REJOIN-5: however long it lasted, news of %s make it try at once", async (_, cause, tries) => {
    const { restart, change, clock, times } = world("guest");
    change("down");
    await clock.pass(7_200_000);
    const before = times().length;
    restart.nudge(cause);
    await clock.pass(3_600_000);
    expect(times()[before]).toBe(7_200_000);
    // It asks once more soon: the host may have taken the first question for an old one.
    if (tries === "once") expect(times().slice(before)).toEqual([7_200_000, 7_200_800]);
    else expect(times().slice(before)).toHaveLength(before);
  });

  it("REJOIN-5: a way to the server that comes and goes makes no restarts by itself after 10 minutes", async () => {
    const { restart, change, clock, times } = world("host");
    change("down");
    const told = new Set<number>();
    for (let at = 25_000; at < 1_800_000; at += 25_000) {
      await clock.pass(25_000);
      restart.nudge("signalling");
      told.add(at);
    }
    await clock.pass(3_600_000);
    expect(times().filter((at) => at >= 600_000 && !told.has(at))).toEqual([]);
    // Each of them was answered at once.
    expect([...told].filter((at) => !times().includes(at))).toEqual([]);
  });

  it("REJOIN-5: news that come right after a restart are not lost, however long it lasted", async () => {
    const { restart, change, clock, times } = world("host");
    change("down");
    await clock.pass(7_200_000);
    restart.nudge("signalling");
    await clock.pass(300);
    restart.nudge("signalling");
    await clock.pass(60_000);
    expect(times().slice(-2)).toEqual([7_200_000, 7_201_000]);
  });

  it("events that come together make one restart a second, and the last of them is not lost", async () => {
    const { restart, change, clock, times } = world("host");
    change("down");
    for (let i = 0; i < 10; i++) {
      restart.nudge("device");
      await clock.pass(300);
    }
    await clock.pass(1_000);
    const at = times();
    for (const [i, time] of at.entries()) expect(time - (at[i - 1] ?? -1_000)).toBeGreaterThanOrEqual(1_000);
    expect(at).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("an event while packets come, or after the end, does nothing", async () => {
    const { restart, change, clock, times } = world("host");
    restart.nudge("device");
    change("down");
    await clock.pass(0);
    change("up");
    await clock.pass(2_000);
    restart.nudge("device");
    await clock.pass(600_000);
    expect(times()).toEqual([0]);
    change("down");
    restart.close();
    await clock.pass(2_000);
    restart.nudge("device");
    await clock.pass(600_000);
    expect(times()).toEqual([0]);
  });

  it("REJOIN-5: the host says nothing while nobody could hear it, and goes on when it can be heard", async () => {
    const { restart, change, clock, line, times } = world("host", { restartsAlone: false });
    line.reachable = false;
    change("down");
    await clock.pass(20_000);
    expect(times()).toEqual([]);
    line.reachable = true;
    restart.nudge("device");
    await clock.pass(0);
    expect(times()).toEqual([20_000]);
  });

  it("REJOIN-5: where a restart alone makes the browser look, both restart although nobody can hear it", async () => {
    for (const role of ["host", "guest"] as const) {
      const { change, clock, line, acts } = world(role, { restartsAlone: true });
      line.reachable = false;
      change("down");
      await clock.pass(0);
      expect(acts()).toEqual(role === "host" ? ["restart"] : ["ask 0", "restart"]);
    }
  });

  it("a question is not asked again once packets come", async () => {
    const { restart, change, clock, acts } = world("guest");
    change("down");
    await clock.pass(2_000);
    restart.nudge("signalling");
    await clock.pass(500);
    change("up");
    await clock.pass(60_000);
    expect(acts()).toEqual(["ask 0", "ask 0"]);
    expect(clock.waiting).toBe(0);
  });

  it("a connection that came back meanwhile is left alone", async () => {
    const { change, clock, times } = world("host");
    change("down");
    await clock.pass(0);
    change("up");
    await clock.pass(600_000);
    expect(times()).toEqual([0]);
  });

  it.each(["host", "guest"] as const)(
    "a connection that breaks twice while servers are asked for is restarted by the %s once",
    async (role) => {
      const { change, answer, line, acts } = world(role);
      line.slow = true;
      change("down");
      change("up");
      change("down");
      await answer();
      expect(acts()).toHaveLength(1);
    },
  );

  it("a connection that was closed meanwhile is left alone", async () => {
    const { restart, change, answer, clock, line, acts } = world("host");
    line.slow = true;
    change("down");
    void restart.asked(0);
    restart.close();
    await answer();
    expect(acts()).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  it("MSG-3: what the guest asks for was done already when the host's generation is a later one", async () => {
    const { restart, line, acts } = world("host");
    line.generation = 2;
    await restart.asked(1);
    expect(acts()).toEqual([]);
    await restart.asked(2);
    expect(acts()).toEqual(["restart"]);
    const guest = world("guest");
    await guest.restart.asked(0);
    expect(guest.acts()).toEqual([]);
  });

  it.each(["device", "signalling"] as const)(
    "REJOIN-5: a guest that just answered a restart gives it 2.5 s before it asks for another, whatever happens (%s)",
    async (cause) => {
      const { restart, change, clock, line, times, acts } = world("guest");
      restart.answered();
      line.generation = 1;
      change("down");
      await clock.pass(100);
      restart.nudge(cause);
      await clock.pass(2_399);
      expect(acts()).toEqual([]);
      await clock.pass(6_000);
      expect(times()).toEqual([2_500, 7_500]);
    },
  );

  it("a clock that is set back stops nothing", async () => {
    const { restart, change, clock, acts } = world("host");
    change("down");
    await clock.pass(2_000);
    clock.set(-3_600_000);
    restart.nudge("device");
    await clock.pass(16_000);
    expect(acts().length).toBeGreaterThanOrEqual(4);
  });
});
