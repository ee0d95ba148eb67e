import { describe, expect, it } from "vitest";
import type { CallEvent, Role } from "./events.ts";
import type { CallState, CallStateName } from "./state.ts";
import { transition } from "./transition.ts";

const peer = { name: "Ada", trust: "new" } as const;
const checkCode = { emoji: [1, 2, 3, 4, 5], numbers: [1001, 1002, 1003] };
const at = 1_000;

/** One of every event there is; the record makes the compiler refuse a missing one. */
const EVERY: { [T in CallEvent["type"]]: Extract<CallEvent, { type: T }> } = {
  start: { type: "start", role: "guest", at },
  ask: { type: "ask", at },
  cancel: { type: "cancel" },
  accept: { type: "accept", at },
  decline: { type: "decline" },
  verified: { type: "verified" },
  leave: { type: "leave", at },
  rejoin: { type: "rejoin", role: "guest", at },
  seated: { type: "seated", host: "here", waiting: 1 },
  lobby: { type: "lobby", host: "away", place: 2 },
  queue: { type: "queue", waiting: 3 },
  offline: { type: "offline" },
  superseded: { type: "superseded", at },
  refused: { type: "refused", code: "server-busy", at },
  dismissed: { type: "dismissed", at },
  "knock-gone": { type: "knock-gone" },
  "peer-left": { type: "peer-left", at },
  proven: { type: "proven", peer, at },
  accepted: { type: "accepted", peer, checkCode, at },
  denied: { type: "denied", at },
  bye: { type: "bye", at },
  "session-failed": { type: "session-failed", code: "frame-forged", at },
  "link-up": { type: "link-up", at },
  "link-down": { type: "link-down", at },
  "gave-up": { type: "gave-up" },
};
const EVENTS = Object.values(EVERY);
const FROM_SERVER: ReadonlySet<CallEvent["type"]> = new Set([
  "seated",
  "lobby",
  "queue",
  "offline",
  "superseded",
  "refused",
  "dismissed",
  "knock-gone",
  "peer-left",
] as const);
const TALKING: ReadonlySet<CallStateName> = new Set(["connecting", "connected"] as const);
const REJOINING: ReadonlySet<CallStateName> = new Set(["reconnecting", "lost"] as const);

/** mulberry32: small, seeded, so that a failing run can be repeated. */
const seeded = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
};

/** What a device may know of the two consents, kept beside the machine under test. */
interface Consents {
  role: Role;
  asked: boolean;
  accepted: boolean;
}

/** What must never be true of one step; each entry is named by what it would mean. */
const NEVER: Record<string, (step: Taken) => boolean> = {
  "a call without both consents": ({ after, consents }) => TALKING.has(after) && !consents.accepted,
  "the server's word led into a call": ({ before, after, event }) =>
    TALKING.has(after) && !TALKING.has(before) && FROM_SERVER.has(event),
  "rejoining a call that never was": ({ before, after, event }) =>
    REJOINING.has(after) &&
    !REJOINING.has(before) &&
    !TALKING.has(before) &&
    event !== "start" &&
    event !== "rejoin",
  "admitted unasked": ({ before, event, did }) =>
    did.includes("admit") && !(before === "ringing" && event === "accept"),
  "knocked unasked": ({ did, consents }) => did.includes("knock") && !consents.asked,
  "ended without switching capture off first": ({ before, after, did }) =>
    after === "ended" && before !== "ended" && did[0] !== "stop-capture",
  "ended with keys and connection alive": ({ before, after, did }) =>
    after === "ended" && before !== "ended" && !did.includes("drop-session"),
  "acted after the end": ({ before, event, did }) =>
    before === "ended" && event !== "rejoin" && did.length > 0,
};

interface Taken {
  readonly before: CallStateName;
  readonly event: CallEvent["type"];
  readonly after: CallStateName;
  readonly did: readonly string[];
  readonly consents: Consents;
}

const violation = (before: CallState, event: CallEvent, consents: Consents): string | undefined => {
  const { state, effects } = transition(before, event);
  const did = effects.map(({ type }) => type);
  const taken: Taken = { before: before.name, event: event.type, after: state.name, did, consents };
  for (const name in NEVER) if (NEVER[name]?.(taken)) return name;
  return undefined;
};

const follow = (consents: Consents, before: CallState, event: CallEvent): void => {
  const begins =
    before.name === "idle" ? event.type === "start" : before.name === "ended" && event.type === "rejoin";
  if (begins) {
    consents.asked = false;
    consents.accepted = false;
  }
  if (event.type === "ask" && (before.name === "lobby" || before.name === "asking")) consents.asked = true;
  if (event.type === "cancel" && before.name === "asking") consents.asked = false;
  // A verified ACCEPT, or the host person's click that the server confirmed; ignored where nobody asked.
  if (
    event.type === "accepted" &&
    before.name !== "lobby" &&
    before.name !== "ended" &&
    before.name !== "idle"
  ) {
    consents.accepted = true;
  }
};

describe("transition", () => {
  it("STATE-1: answers every event in every state it can reach", () => {
    const seen = new Map<CallStateName, CallState>([["idle", { name: "idle" }]]);
    const todo: CallState[] = [{ name: "idle" }];
    const begins: CallEvent[] = [
      ...EVENTS,
      { type: "start", role: "host", at },
      { type: "start", role: "host", at, resume: { peer, since: 1 } },
    ];
    for (let state = todo.pop(); state; state = todo.pop()) {
      for (const event of begins) {
        const next = transition(state, event).state;
        if (seen.has(next.name)) continue;
        seen.set(next.name, next);
        todo.push(next);
      }
    }
    expect([...seen.keys()].sort()).toEqual([
      "asking",
      "connected",
      "connecting",
      "ended",
      "idle",
      "lobby",
      "lost",
      "reconnecting",
      "ringing",
      "waiting",
    ]);
  });

  it("CONSENT-1, CONSENT-2: 10^6 random sequences never talk, admit or knock without both consents", {
    timeout: 120_000,
  }, () => {
    const seed = Date.now() | 0;
    const random = seeded(seed);
    const reached = new Set<CallStateName>();
    for (let run = 0; run < 1_000_000; run++) {
      const consents: Consents = { role: random(2) ? "host" : "guest", asked: false, accepted: false };
      let state: CallState = { name: "idle" };
      let event: CallEvent = { type: "start", role: consents.role, at };
      for (let step = 0; step < 12; step++) {
        follow(consents, state, event);
        const broken = violation(state, event, consents);
        if (broken) expect.fail(`${broken}: ${state.name} on ${event.type}, seed ${seed}, run ${run}`);
        state = transition(state, event).state;
        reached.add(state.name);
        event = EVENTS[random(EVENTS.length)] ?? EVERY.leave;
      }
    }
    expect(reached.size).toBe(9); // all but idle
  });

  it("ends with the length of the call, 0 when it never connected", () => {
    const run = (...events: CallEvent[]) =>
      events.reduce<CallState>((state, event) => transition(state, event).state, { name: "idle" });
    const start: CallEvent = { type: "start", role: "host", at };
    const up: CallEvent = { type: "link-up", at: 2_000 };
    const leave: CallEvent = { type: "leave", at: 65_000 };
    expect(run(start, EVERY.proven, EVERY.accepted, up, leave)).toMatchObject({
      name: "ended",
      reason: "left",
      duration: 63_000,
      peer,
    });
    expect(run(start, EVERY.proven, leave)).toMatchObject({ name: "ended", duration: 0 });
  });

  it("CONSENT-1: who left while the host was offline rings no more", () => {
    const ringing: CallState = { name: "ringing", peer, waiting: 0, offline: true, since: at };
    const { state, effects } = transition(ringing, { type: "seated", waiting: 0 });
    expect(state).toEqual({ name: "waiting", waiting: 0, offline: false });
    expect(effects).toEqual([{ type: "drop-session" }]);
    expect(transition(ringing, { type: "seated", waiting: 1 }).state.name).toBe("ringing");
  });

  it("LEAVE-2: a guest who was let in by a host that gave up at once is told, and waits no longer", () => {
    const asking: CallState = { name: "asking", place: 0, host: "here", offline: false, since: at };
    const { state, effects } = transition(asking, EVERY["peer-left"]);
    expect(state).toEqual({ name: "ended", reason: "peer-left", duration: 0 });
    expect(effects.map(({ type }) => type)).toContain("give-up-seat");
  });

  it("KNOCK-7: who knocked while the host was offline in a call is counted when it is back", () => {
    const state: CallState = { name: "connected", peer, checkCode, since: 1, waiting: 0 };
    expect(transition(state, { type: "seated", waiting: 2 }).state).toMatchObject({ waiting: 2 });
    expect(transition(state, { type: "seated", host: "here" }).state).toMatchObject({ waiting: 0 });
  });

  it("a lost call is made anew by one click", () => {
    const lost: CallState = { name: "lost", peer, checkCode, since: 1, waiting: 0 };
    const { state, effects } = transition(lost, EVERY.rejoin);
    expect(state.name).toBe("reconnecting");
    expect(effects.map(({ type }) => type)).toEqual(["renew", "start-give-up-timer"]);
  });

  it.each(["connecting", "reconnecting"] as const)(
    "REJOIN-5: %s for too long is called lost, and nothing is thrown away",
    (name) => {
      const tried: CallState = { name, peer, checkCode, since: 1, lostAt: 2, waiting: 3 };
      const { state, effects } = transition(tried, EVERY["gave-up"]);
      expect(state).toEqual({ name: "lost", peer, checkCode, since: 1, waiting: 3 });
      expect(effects).toEqual([]);
    },
  );

  it("REJOIN-5: a packet that comes after all brings a lost call back, and a new session does", () => {
    const lost: CallState = { name: "lost", peer, checkCode, since: 1, waiting: 0 };
    expect(transition(lost, EVERY["link-up"])).toEqual({
      state: { name: "connected", peer, checkCode, since: 1, waiting: 0 },
      effects: [],
    });
    // Without a check code no session was proven yet: nothing can have come up.
    const unproven: CallState = { ...lost, checkCode: undefined };
    expect(transition(unproven, EVERY["link-up"]).state).toEqual(unproven);
    const { state, effects } = transition(lost, EVERY.accepted);
    expect(state).toMatchObject({ name: "reconnecting", checkCode, since: 1 });
    expect(effects.map(({ type }) => type)).toEqual(["start-give-up-timer"]);
  });

  it("REJOIN-5: a call that talks, or is over, gives nothing up", () => {
    const talks: CallState = { name: "connected", peer, checkCode, since: 1, waiting: 0 };
    const ended: CallState = { name: "ended", reason: "left", duration: 0 };
    for (const state of [talks, ended]) {
      expect(transition(state, EVERY["gave-up"])).toEqual({ state, effects: [] });
    }
  });

  it("GRACE-1: neither a server that is gone nor one that says the other left ends a call that talks", () => {
    const talks: CallState = { name: "connected", peer, checkCode, since: 1, waiting: 0 };
    for (const type of ["offline", "dismissed", "refused"] as const) {
      expect(transition(talks, EVERY[type])).toEqual({ state: talks, effects: [] });
    }
    const { state, effects } = transition(talks, EVERY["peer-left"]);
    expect({ name: state.name, effects }).toEqual({ name: "connected", effects: [] });
  });

  it("REJOIN-5: who the server said left is not waited for once packets stop, unless it came back", () => {
    const talks: CallState = { name: "connected", peer, checkCode, since: 1, waiting: 0 };
    const { state: left } = transition(talks, EVERY["peer-left"]);
    expect(transition(left, { type: "link-down", at: 9 }).state).toMatchObject({
      name: "ended",
      reason: "peer-left",
      duration: 8,
    });
    const { state: again } = transition(left, EVERY.accepted);
    expect(transition(again, { type: "link-down", at: 9 }).state).toMatchObject({ name: "reconnecting" });
  });

  it("REJOIN-5: a call whose packets stop is made anew, for as long as that takes", () => {
    const talks: CallState = { name: "connected", peer, checkCode, since: 1, waiting: 0 };
    const { state, effects } = transition(talks, { type: "link-down", at: 9 });
    expect(state).toMatchObject({ name: "reconnecting", since: 1, lostAt: 9 });
    expect(effects.map(({ type }) => type)).toEqual(["reconnect", "start-give-up-timer"]);
    expect(transition(state, EVERY["link-up"]).state).toEqual(talks);
    expect(transition(state, EVERY.offline)).toEqual({ state, effects: [] });
  });

  it("SEAT-4: a newer tab takes over without the old one hanging up the call", () => {
    const state: CallState = { name: "connected", peer, checkCode, since: 1, waiting: 0 };
    const { state: after, effects } = transition(state, EVERY.superseded);
    expect(after).toMatchObject({ name: "ended", reason: "moved" });
    expect(effects.map(({ type }) => type)).toEqual(["stop-capture", "drop-session", "disconnect"]);
  });

  it("REJOIN-1: a reloaded page starts in its call, without knocking at the person", () => {
    const start: CallEvent = { type: "start", role: "guest", at, resume: { peer, since: 5 } };
    const { state, effects } = transition({ name: "idle" }, start);
    expect(state).toMatchObject({ name: "reconnecting", peer, since: 5 });
    expect(effects.map(({ type }) => type)).toEqual(["connect", "start-give-up-timer"]);
    expect(transition(state, EVERY.seated).effects).toEqual([{ type: "reconnect" }]);
  });

  it("a broken-off knock leaves the host waiting for the next one", () => {
    const waiting: CallState = { name: "waiting", waiting: 1, offline: false };
    const { state, effects } = transition(waiting, EVERY["session-failed"]);
    expect(state).toBe(waiting);
    expect(effects).toEqual([{ type: "drop-session" }, { type: "report", code: "frame-forged" }]);
  });

  it.each([
    [{ ...EVERY.denied }, { reason: "declined" }],
    [
      { type: "denied", at, reply: "call-back" },
      { reason: "declined", reply: "call-back" },
    ],
    [{ type: "denied", at, locked: true }, { reason: "locked" }],
  ] as const)("KNOCK-9, LOCK-1: the guest learns why it was not let in: %o", (event, ended) => {
    const asking: CallState = { name: "asking", place: 0, host: "here", offline: false, since: at };
    expect(transition(asking, event).state).toEqual({ name: "ended", duration: 0, ...ended });
  });

  it("KNOCK-9: the host’s short reply goes with the decline", () => {
    const ringing: CallState = { name: "ringing", peer, waiting: 0, offline: false, since: at };
    const { effects } = transition(ringing, { type: "decline", reply: "write" });
    expect(effects[0]).toEqual({ type: "dismiss", reply: "write" });
  });
});
