import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import type { PageEvent } from "../environment.ts";
import { Recovery } from "./recovery.ts";

/** What a link does about its line, and when: ms after the beginning. */
const world = (role: "host" | "guest", { canSignal } = { canSignal: true }) => {
  const clock = new Clock();
  const start = clock.environment.now();
  const done: string[] = [];
  const note = (what: string) => void done.push(`${what} ${clock.environment.now() - start}`);
  const list = { servers: [], more: false };
  const line = { healthy: false };
  const owner = {
    generation: 0,
    canSignal: () => canSignal,
    restartsAlone: () => role === "host",
    restart: () => note("restart"),
    askForRestart: (generation: number) => note(`ask for ${generation} at`),
    beAlert: () => note("alert"),
    isHealthy: () => line.healthy,
    onState: (state: "up" | "down") => note(state),
    onStuck: () => note("stuck"),
  };
  const recovery = new Recovery(
    { environment: { ...clock.environment, isChromium: false }, role, ice: { fresh: async () => list } },
    owner,
  );
  const are = (what: string) => done.filter((said) => said.startsWith(what));
  return { recovery, clock, done, are, line };
};

describe("Recovery", () => {
  it("tells each change once, and whether the two were ever connected", async () => {
    const { recovery, clock, done } = world("host");
    expect(recovery.wasUp).toBe(false);
    recovery.isUp();
    recovery.isUp();
    expect(recovery.wasUp).toBe(true);
    await clock.pass(1_000);
    recovery.isDown();
    recovery.isDown();
    await clock.pass(1_000);
    recovery.isUp();
    expect(done).toEqual(["up 0", "down 1000", "restart 1000", "up 2000"]);
  });

  it.each([
    ["host", "restart 0"],
    ["guest", "ask for 0 at 0"],
  ] as const)(
    "REJOIN-5: the %s begins as soon as packets stop, and rests when they come",
    async (role, first) => {
      const { recovery, clock, done } = world(role);
      recovery.isUp();
      recovery.isDown();
      await clock.pass(4_999);
      recovery.isUp();
      await clock.pass(3_600_000);
      expect(done).toEqual(["up 0", "down 0", first, "up 4999"]);
      expect(clock.waiting).toBe(0);
    },
  );

  it("REJOIN-5: a first connection that fails is tried again too", async () => {
    const { recovery, clock, are } = world("host");
    recovery.isDown();
    await clock.pass(0);
    expect(are("restart")).toEqual(["restart 0"]);
    expect(recovery.wasUp).toBe(false);
  });

  it.each(["online", "network", "visible"] as const)(
    "REJOIN-5: %s makes it alert, and tries at once",
    async (event) => {
      const { recovery, clock, are } = world("host");
      recovery.isUp();
      recovery.nudge(event);
      await clock.pass(1_000);
      expect([are("alert"), are("restart")]).toEqual([["alert 0"], []]);
      recovery.isDown();
      await clock.pass(3_000);
      recovery.nudge(event);
      await clock.pass(0);
      expect(are("restart")).toEqual(["restart 1000", "restart 4000"]);
    },
  );

  it("REJOIN-5: the way to the server is no reason to distrust the line, but one to try again", async () => {
    const { recovery, clock, are } = world("guest");
    recovery.isUp();
    recovery.isDown();
    await clock.pass(3_000);
    recovery.nudge("signalling");
    await clock.pass(0);
    expect(are("alert")).toEqual([]);
    expect(are("ask")).toEqual(["ask for 0 at 0", "ask for 0 at 3000"]);
  });

  it.each(["offline", "leaving"] as PageEvent[])("%s helps nothing", async (event) => {
    const { recovery, clock, done } = world("host");
    recovery.isUp();
    recovery.isDown();
    await clock.pass(2_000);
    recovery.nudge(event);
    await clock.pass(0);
    expect(done).toEqual(["up 0", "down 0", "restart 0"]);
  });

  it("REJOIN-5: two restarts that were answered and did not help leave the guest stuck, 5 s after the last", async () => {
    const { recovery, clock, are } = world("guest");
    recovery.isUp();
    recovery.isDown();
    for (const wait of [1_000, 1_000]) {
      await clock.pass(wait);
      recovery.answered();
    }
    await clock.pass(4_999);
    expect(are("stuck")).toEqual([]);
    await clock.pass(1);
    expect(are("stuck")).toEqual(["stuck 7000"]);
    recovery.answered();
    await clock.pass(60_000);
    expect(are("stuck")).toHaveLength(1);
  });

  it("REJOIN-5: it is not stuck when the line heals meanwhile, and the next outage counts anew", async () => {
    const { recovery, clock, are } = world("guest");
    recovery.isUp();
    recovery.isDown();
    for (let i = 0; i < 2; i++) recovery.answered();
    await clock.pass(4_000);
    recovery.isUp();
    await clock.pass(10_000);
    expect(are("stuck")).toEqual([]);
    recovery.isDown();
    recovery.answered();
    await clock.pass(10_000);
    expect(are("stuck")).toEqual([]);
    recovery.answered();
    await clock.pass(5_000);
    expect(are("stuck")).toHaveLength(1);
  });

  it("REJOIN-5: answers while packets come count for nothing, and the host is never stuck", async () => {
    const { recovery, clock, are } = world("guest");
    recovery.isUp();
    for (let i = 0; i < 5; i++) recovery.answered();
    recovery.isDown();
    await clock.pass(10_000);
    expect(are("stuck")).toEqual([]);
    const host = world("host");
    host.recovery.isDown();
    for (let i = 0; i < 5; i++) host.recovery.answered();
    await host.clock.pass(10_000);
    expect(host.are("stuck")).toEqual([]);
  });

  it("REJOIN-5: who hears the other device for 5 s without being heard is stuck, unless it is heard meanwhile", async () => {
    const { recovery, clock, are } = world("guest");
    recovery.isUp();
    recovery.isHeard(false);
    await clock.pass(4_999);
    recovery.isHeard(true);
    await clock.pass(60_000);
    expect(are("stuck")).toEqual([]);
    recovery.isHeard(false);
    await clock.pass(3_000);
    // Said again because something else about the line changed.
    recovery.isHeard(false);
    await clock.pass(2_000);
    expect(are("stuck")).toHaveLength(1);
  });

  it("REJOIN-5, HS-10: who is still not heard is stuck again every minute, until it is heard or the link is closed", async () => {
    const { recovery, clock, are } = world("guest");
    recovery.isUp();
    recovery.isHeard(false);
    await clock.pass(130_000);
    expect(are("stuck")).toEqual(["stuck 5000", "stuck 65000", "stuck 125000"]);
    recovery.isHeard(true);
    await clock.pass(3_600_000);
    expect([are("stuck").length, clock.waiting]).toEqual([3, 0]);
    recovery.isHeard(false);
    await clock.pass(5_000);
    expect(are("stuck")).toHaveLength(4);
    recovery.close();
    await clock.pass(3_600_000);
    expect([are("stuck").length, clock.waiting]).toEqual([4, 0]);
  });

  it("REJOIN-5: a connection that Firefox gave up is stuck as soon as the server is there, once", async () => {
    const { recovery, are } = world("guest", { canSignal: false });
    recovery.isUp();
    recovery.failed();
    recovery.nudge("online");
    expect(are("stuck")).toEqual([]);
    recovery.nudge("signalling");
    recovery.nudge("signalling");
    expect(are("stuck")).toHaveLength(1);
  });

  it("REJOIN-5: a connection that Firefox gives up while the server is there is stuck at once, and again when it is back", () => {
    const { recovery, are } = world("guest");
    recovery.isUp();
    recovery.failed();
    expect(are("stuck")).toHaveLength(1);
    recovery.nudge("signalling");
    recovery.nudge("signalling");
    expect(are("stuck")).toHaveLength(2);
  });

  it("REJOIN-5: a guest's connection that is replaced asks for nothing for 3 s, and is tried again after", async () => {
    const { recovery, clock, are } = world("guest", { canSignal: false });
    recovery.isUp();
    recovery.failed();
    await clock.pass(20_000);
    const before = are("ask").length;
    recovery.nudge("signalling");
    expect(recovery.isBeingReplaced).toBe(true);
    await clock.pass(2_999);
    expect(recovery.isBeingReplaced).toBe(true);
    expect([are("stuck").length, are("ask").length]).toEqual([1, before]);
    await clock.pass(1);
    expect(recovery.isBeingReplaced).toBe(false);
    await clock.pass(5_000);
    expect(are("ask").length).toBeGreaterThan(before);
  });

  it("REJOIN-5: a host's connection is never being replaced as far as it knows: the guest replaces it", async () => {
    const { recovery } = world("host", { canSignal: false });
    recovery.isUp();
    recovery.failed();
    recovery.nudge("signalling");
    expect(recovery.isBeingReplaced).toBe(false);
  });

  it("REJOIN-5: one that healed, both ways and for 5 s, is stuck no more when the server comes back", async () => {
    const { recovery, clock, are } = world("guest", { canSignal: false });
    recovery.isUp();
    recovery.failed();
    recovery.isHeard(undefined);
    await clock.pass(20_000);
    recovery.isUp();
    recovery.isHeard(true);
    await clock.pass(5_000);
    recovery.nudge("signalling");
    expect([are("stuck"), clock.waiting]).toEqual([[], 0]);
    recovery.failed();
    recovery.nudge("signalling");
    expect(are("stuck")).toHaveLength(1);
  });

  it("REJOIN-5: a first connection that failed and then came about is not stuck for ever", async () => {
    const { recovery, clock, are } = world("guest", { canSignal: false });
    recovery.failed();
    recovery.isUp();
    await clock.pass(5_000);
    recovery.nudge("signalling");
    expect(are("stuck")).toEqual([]);
  });

  it.each([
    ["it is not heard", (recovery: Recovery) => recovery.isHeard(false)],
    ["nothing comes again", (recovery: Recovery) => recovery.isHeard(undefined)],
    ["it is down again", (recovery: Recovery) => recovery.isDown()],
  ])("REJOIN-5: packets alone do not heal one that Firefox gave up, when %s", async (_, happens) => {
    const { recovery, clock, are } = world("guest", { canSignal: false });
    recovery.isUp();
    recovery.failed();
    recovery.isUp();
    recovery.isHeard(true);
    await clock.pass(4_000);
    happens(recovery);
    await clock.pass(4_000);
    recovery.nudge("signalling");
    expect(are("stuck")).toHaveLength(1);
  });

  it("REJOIN-5: a guest is stuck when the host's browser gave up, even if it has to notice first", async () => {
    const { recovery, clock, are, line } = world("guest");
    recovery.isUp();
    await recovery.asked(0);
    expect(are("stuck")).toHaveLength(1);
    line.healthy = true;
    await recovery.asked(0);
    await clock.pass(1_499);
    line.healthy = false;
    expect(are("stuck")).toHaveLength(1);
    await clock.pass(1);
    expect(are("stuck")).toHaveLength(2);
    line.healthy = true;
    await recovery.asked(0);
    recovery.close();
    await clock.pass(10_000);
    expect([are("stuck").length, clock.waiting]).toEqual([2, 0]);
  });

  it("a line that is closed while it heals leaves nothing waiting", async () => {
    const { recovery, clock } = world("guest", { canSignal: false });
    recovery.failed();
    recovery.isUp();
    recovery.close();
    expect(clock.waiting).toBe(0);
  });

  it("MSG-3: the host restarts when the guest asks, even while it hears the guest itself", async () => {
    const { recovery, are } = world("host");
    recovery.isUp();
    await recovery.asked(0);
    expect(are("restart")).toEqual(["restart 0"]);
  });

  it("does nothing any more once it is closed", async () => {
    const { recovery, clock, done } = world("guest", { canSignal: false });
    recovery.isUp();
    recovery.isDown();
    for (let i = 0; i < 2; i++) recovery.answered();
    await clock.pass(0);
    recovery.close();
    const { length } = done;
    recovery.isUp();
    recovery.isDown();
    await clock.pass(60_000);
    expect(done).toHaveLength(length);
    expect(clock.waiting).toBe(0);
  });
});
