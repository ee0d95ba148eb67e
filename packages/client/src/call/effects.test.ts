import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import type { CallContext } from "./context.ts";
import { Effects, type EffectsOptions } from "./effects.ts";
import type { CallStateName } from "./state.ts";

/** The effects of a call, and what came of them. */
const world = (name: CallStateName) => {
  const clock = new Clock();
  const done: string[] = [];
  const state = { name };
  const does = (what: string) => () => void done.push(what);
  const context = {
    environment: clock.environment,
    state,
    seat: {
      open: does("open"),
      close: does("close"),
      withdraw: does("withdraw"),
      leave: async () => does("leave")(),
    },
    sessions: { prepare: does("prepare"), dropAll: does("drop all"), current: undefined },
    side: { reconnect: does("reconnect"), renew: does("renew") },
    remote: { show: does("show nothing") },
    features: { use: does("close channels") },
    lineView: { begin: does("no line") },
    memory: { forget: async () => does("forget")(), letGo: does("let go") },
    showPath: does("show path"),
    report: (code: string) => void done.push(code),
  };
  const options = {
    context: context as unknown as CallContext,
    host: {
      admit: async () => does("admit")(),
      dismiss: async () => does("dismiss")(),
      revoke: does("revoke"),
    },
    guest: { knock: async () => does("knock")() },
    local: { close: does("stop capture") },
    onGaveUp: does("gave up"),
  };
  // Only what effects touch is there; the rest of a call is its owner's business.
  const effects = new Effects(options as unknown as EffectsOptions);
  return { effects, clock, done, state };
};

describe("Effects", () => {
  it.each([
    ["connecting", 60_000],
    ["reconnecting", 600_000],
  ] as const)("REJOIN-5: %s is given up after %i ms", async (name, after) => {
    const { effects, clock, done } = world(name);
    effects.run({ type: "start-give-up-timer" });
    await clock.pass(after - 1);
    expect(done).toEqual([]);
    await clock.pass(1);
    expect(done).toEqual(["gave up"]);
  });

  it("REJOIN-5: what is another state meanwhile is not given up, and the last beginning counts", async () => {
    const { effects, clock, done } = world("reconnecting");
    effects.run({ type: "start-give-up-timer" });
    effects.stateChanged();
    await clock.pass(600_000);
    expect(done).toEqual([]);
    effects.run({ type: "start-give-up-timer" });
    await clock.pass(300_000);
    effects.run({ type: "start-give-up-timer" });
    await clock.pass(599_999);
    expect(done).toEqual([]);
    await clock.pass(1);
    expect(done).toEqual(["gave up"]);
  });

  it.each([
    ["connect", ["open", "prepare"]],
    ["knock", ["knock"]],
    ["withdraw", ["withdraw"]],
    ["admit", ["admit"]],
    ["dismiss", ["dismiss"]],
    ["give-up-seat", ["leave"]],
    ["disconnect", ["close"]],
    ["stop-capture", ["stop capture"]],
    ["reconnect", ["reconnect"]],
    ["renew", ["renew"]],
    ["forget-call", ["forget"]],
  ] as const)("does what %s says, and nothing else", async (type, expected) => {
    const { effects, clock, done } = world("connected");
    effects.run({ type });
    await clock.pass(0);
    expect(done).toEqual(expected);
    expect(clock.waiting).toBe(0);
  });

  it("CONSENT-5: dropping a session takes the person's yes back first, and leaves nothing of it to see", () => {
    const { effects, done } = world("ringing");
    effects.run({ type: "drop-session" });
    expect(done).toEqual([
      "revoke",
      "let go",
      "drop all",
      "show nothing",
      "close channels",
      "show path",
      "no line",
    ]);
  });

  it("tells what is to be told", () => {
    const { effects, done } = world("waiting");
    effects.run({ type: "report", code: "frame-forged" });
    expect(done).toEqual(["frame-forged"]);
  });
});
