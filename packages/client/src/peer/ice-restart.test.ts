import { describe, expect, it } from "vitest";
import { IceRestart } from "./ice-restart.ts";

/** A connection that fails and comes back when the test says so, and a clock that runs when the test says so. */
const world = (role: "host" | "guest") => {
  const asked: (() => void)[] = [];
  const timers = new Set<() => void>();
  const done: string[] = [];
  let failed = false;
  const list = { servers: [], more: false };
  const restart = new IceRestart(
    {
      role,
      ice: { fresh: () => new Promise((resolve) => asked.push(() => resolve(list))) },
      environment: {
        after: (_, run) => {
          timers.add(run);
          return () => timers.delete(run);
        },
      },
    },
    {
      isFailed: () => failed,
      generation: 0,
      restart: () => void done.push("restart"),
      askForRestart: (generation) => void done.push(`ask ${generation}`),
    },
  );
  const change = (to: "failed" | "connecting") => {
    failed = to === "failed";
    restart.rest();
    if (failed) void restart.begin();
  };
  /** Every question for servers is answered. */
  const answer = async () => {
    for (const resolve of asked.splice(0)) resolve();
    await new Promise<void>((settled) => setImmediate(settled));
  };
  const tick = () => {
    for (const run of [...timers]) {
      timers.delete(run);
      run();
    }
  };
  return { restart, change, answer, tick, timers, done };
};

describe("IceRestart", () => {
  it("ICE-4: the host has servers before it restarts, and goes on every 5 s while the connection has failed", async () => {
    const { change, answer, tick, done } = world("host");
    change("failed");
    expect(done).toEqual([]);
    await answer();
    expect(done).toEqual(["restart"]);
    tick();
    await answer();
    expect(done).toEqual(["restart", "restart"]);
  });

  it("the guest asks once", async () => {
    const { change, answer, timers, done } = world("guest");
    change("failed");
    await answer();
    expect(done).toEqual(["ask 0"]);
    expect(timers.size).toBe(0);
  });

  it.each(["host", "guest"] as const)(
    "a connection that fails twice while servers are asked for is restarted by the %s once",
    async (role) => {
      const { change, answer, timers, done } = world(role);
      change("failed");
      change("connecting");
      change("failed");
      await answer();
      expect(done).toHaveLength(1);
      expect(timers.size).toBe(role === "host" ? 1 : 0);
    },
  );

  it("a connection that was closed meanwhile is left alone", async () => {
    const { restart, change, answer, timers, done } = world("host");
    change("failed");
    void restart.asked(0);
    restart.close();
    await answer();
    expect(done).toEqual([]);
    expect(timers.size).toBe(0);
  });
});
