import type { AckOf } from "@onecall/protocol";
import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import type { Session } from "../session/session.ts";
import type { CallContext } from "./context.ts";
import { GuestSide } from "./guest-side.ts";
import type { CallState } from "./state.ts";

const asking: CallState = { name: "asking", place: 0, host: "here", offline: false, since: 0 };
const peer = { name: "", trust: "new" } as const;
const checkCode = { emoji: [1, 2, 3, 4, 5], numbers: [1001, 1002, 1003] };
const connected: CallState = { name: "connected", peer, checkCode, since: 0, waiting: 0 };
const lost: CallState = { name: "lost", peer, checkCode, since: 0, waiting: 0 };
const reconnecting: CallState = { ...connected, name: "reconnecting", lostAt: 0 };

interface FakeSession {
  heard: number;
  isOpen: boolean;
  isGone: boolean;
  peer: unknown;
  checkCode: typeof checkCode;
  line: { here: "good"; isHeard: boolean } | undefined;
  sync(): void;
}

/** A guest's side in `first`, and what it did about the connection that is there. */
const guestIn = (first: CallState, session: Partial<FakeSession> = {}) => {
  const clock = new Clock();
  const done: string[] = [];
  const world = {
    state: first,
    reachesPeer: true,
    line: "good" as "good" | "silent",
    answer: { ok: true, place: 0 } as AckOf<"knock"> | undefined,
    sent: 0,
  };
  const make = (has: Partial<FakeSession>): FakeSession => ({
    heard: 3,
    isOpen: true,
    isGone: false,
    peer: {},
    checkCode,
    line: undefined,
    sync: () => void done.push("sync"),
    ...has,
  });
  const current = make(session);
  let newest = current;
  let made = 0;
  const context = {
    environment: clock.environment,
    get state() {
      return world.state;
    },
    ownName: "Ada",
    seat: {
      get reachesPeer() {
        return world.reachesPeer;
      },
      knock: async () => {
        world.sent++;
        return world.answer;
      },
    },
    sessions: {
      current,
      get newest() {
        return newest;
      },
      get unansweredKnock() {
        return newest.heard === 0 && made > 0 ? new Uint8Array(66) : undefined;
      },
      knock: async () => {
        made++;
        done.push("knock");
        newest = make({ heard: 0, isOpen: false, peer: undefined });
        return new Uint8Array(66);
      },
      sync: () => void done.push("sync"),
      renewServers: () => void done.push("renew servers"),
      serversAfterAdmit: () => void done.push("servers after admit"),
    },
    lineView: {
      get line() {
        return { here: world.line, there: "good" };
      },
    },
    memory: { peer: () => peer, remember: async () => {} },
    dispatch: ({ type }: { type: string }) => void done.push(type),
    report: (code: string) => void done.push(code),
  };
  // Only what is under test is there; the rest of a call is its owner's business.
  const guest = new GuestSide(context as unknown as CallContext);
  const knocks = () => done.filter((what) => what === "knock").length;
  return { guest, done, clock, world, current, knocks, newest: () => newest };
};

describe("GuestSide", () => {
  it.each([
    ["in a call", connected, "guest", ["renew servers", "sync"]],
    ["in a call the server forgot", connected, "lobby", []],
    ["asking, let in while it was away", asking, "guest", ["renew servers"]],
    ["asking", asking, "lobby", []],
  ] as const)("ICE-4, ICE-2: joining %s", (_, state, seat, expected) => {
    const { guest, done } = guestIn(state);
    guest.onSeated({ seat, peer: true });
    expect(done).toEqual(expected);
  });

  it.each([
    ["this device joins", 2_500, (guest: GuestSide) => guest.onSeated({ seat: "guest", peer: true })],
    [
      "the host's device joins",
      1_000,
      (guest: GuestSide) => guest.onEvent({ event: "peer", payload: { s: "on", ep: 1 } }),
    ],
    [
      "the server seats it again",
      2_500,
      (guest: GuestSide) => guest.onEvent({ event: "admitted", payload: { ep: 1 } }),
    ],
  ])(
    "REJOIN-1: %s, and the host's says nothing for %d ms: its page is a new one, which knows a knock",
    async (_, within, happens) => {
      const { guest, clock, world, done, knocks } = guestIn(reconnecting);
      world.line = "silent";
      happens(guest);
      expect(done).toContain("sync");
      await clock.pass(within - 1);
      expect(knocks()).toBe(0);
      await clock.pass(1);
      expect(knocks()).toBe(1);
    },
  );

  it("REJOIN-1: a page that went and came before it was missed is knocked at once it is", async () => {
    const { guest, clock, world, knocks } = guestIn(connected);
    guest.onEvent({ event: "peer", payload: { s: "on", ep: 1 } });
    await clock.pass(1_000);
    // Silence is called so only after 1.2 s.
    world.line = "silent";
    await clock.pass(2_499);
    expect(knocks()).toBe(0);
    await clock.pass(1);
    expect(knocks()).toBe(1);
  });

  it("REJOIN-5: a knock that went into the line that broke is sent again, the same one, once this device joined again", async () => {
    const { guest, clock, world, knocks } = guestIn(reconnecting);
    guest.onStuck();
    await clock.pass(0);
    expect([knocks(), world.sent]).toEqual([1, 1]);
    guest.onSeated({ seat: "guest", peer: true });
    await clock.pass(0);
    expect([knocks(), world.sent]).toEqual([1, 2]);
  });

  it("REJOIN-1: a host's device that says something needs no knock", async () => {
    const { guest, clock, current, knocks } = guestIn(reconnecting);
    guest.onSeated({ seat: "guest", peer: true });
    for (let i = 0; i < 12; i++) {
      await clock.pass(1_000);
      current.heard++;
      await clock.pass(14_000);
    }
    expect(knocks()).toBe(0);
  });

  it("REJOIN-1: a host's device that said its last word before its page went is not waited for for ever", async () => {
    const { guest, clock, current, knocks } = guestIn(reconnecting);
    guest.onSeated({ seat: "guest", peer: true });
    current.heard++;
    await clock.pass(2_500 + 34_999);
    expect(knocks()).toBe(0);
    await clock.pass(1);
    expect(knocks()).toBe(1);
  });

  it("REJOIN-5: nothing is begun anew while packets come, or while the host's device is away", async () => {
    const talking = guestIn(connected);
    talking.guest.onSeated({ seat: "guest", peer: true });
    await talking.clock.pass(60_000);
    expect(talking.knocks()).toBe(0);
    const away = guestIn(reconnecting);
    away.world.reachesPeer = false;
    away.guest.onSeated({ seat: "guest", peer: false });
    await away.clock.pass(60_000);
    expect(away.knocks()).toBe(0);
  });

  it("REJOIN-3: a server that forgot the call passes on nothing but a knock", async () => {
    const { guest, clock, knocks } = guestIn(reconnecting);
    guest.onSeated({ seat: "lobby", peer: true });
    await clock.pass(2_500);
    expect(knocks()).toBe(1);
  });

  it("REJOIN-1: a handshake that gets lost in a call is begun anew, again and again", async () => {
    const { guest, clock, world, knocks } = guestIn(reconnecting);
    world.line = "silent";
    guest.onSeated({ seat: "guest", peer: true });
    await clock.pass(2_500 + 3 * 5_000);
    expect(knocks()).toBe(4);
  });

  it("HS-10: five handshakes for one press of the button, and then it says so", async () => {
    const { guest, clock, done, knocks } = guestIn(asking);
    guest.asked();
    await guest.knock();
    guest.onEvent({ event: "lobby", payload: { host: "here", place: 0 } });
    await clock.pass(600_000);
    expect(knocks()).toBe(5);
    expect(done.filter((what) => what === "refused")).toHaveLength(1);
    guest.asked();
    await guest.knock({ anew: true });
    expect(knocks()).toBe(6);
  });

  it.each([
    ["out of touch", reconnecting, 60_000],
    ["called lost", lost, 300_000],
  ] as const)("HS-10: a call %s begins one more from time to time", async (_, state, every) => {
    const { guest, clock, knocks } = guestIn(state);
    for (let i = 0; i < 6; i++) await guest.knock({ anew: true });
    expect(knocks()).toBe(5);
    await clock.freeze(every - 1);
    await guest.knock({ anew: true });
    expect(knocks()).toBe(5);
    await clock.freeze(1);
    await guest.knock({ anew: true });
    expect(knocks()).toBe(6);
  });

  it("HS-10, HS-9: only packets end an outage: a host that says yes each time is not asked more often than it may answer", async () => {
    const { guest, clock, current, knocks } = guestIn(reconnecting);
    const stuckFor = async (minutes: number) => {
      for (let passed = 0; passed < minutes * 60; passed += 10) {
        guest.onStuck();
        guest.onAccepted(current as unknown as Session, { t: "accept", call: "0".repeat(16), c: [] });
        await clock.pass(10_000);
      }
    };
    await stuckFor(10);
    expect(knocks()).toBeGreaterThanOrEqual(10);
    expect(knocks()).toBeLessThanOrEqual(15);
    guest.onUp();
    const before = knocks();
    await stuckFor(1);
    expect(knocks() - before).toBeGreaterThanOrEqual(5);
  });

  it("REJOIN-5: who hears the host and is not heard begins anew until it is", async () => {
    const { guest, clock, current, knocks } = guestIn(connected);
    current.line = { here: "good", isHeard: false };
    guest.onStuck();
    await clock.pass(0);
    // The host's device answers nothing.
    await clock.pass(5_000);
    expect(knocks()).toBe(2);
    current.line = { here: "good", isHeard: true };
    await clock.pass(60_000);
    expect(knocks()).toBe(2);
  });

  it("REJOIN-1: a yes of a page that is gone since leads to a new handshake with the one that is there", async () => {
    const { guest, clock, current, world, knocks } = guestIn(asking);
    guest.onEvent({ event: "peer", payload: { s: "on", ep: 2 } });
    world.state = { ...connected, name: "connecting" };
    guest.onAccepted(current as unknown as Session, { t: "accept", call: "0".repeat(16), c: [] });
    current.heard++;
    await clock.pass(2_500);
    expect(knocks()).toBe(1);
  });

  it("REJOIN-5: restarts that did not help lead to a new handshake", async () => {
    const { guest, clock, knocks } = guestIn(reconnecting);
    guest.onStuck();
    await clock.pass(0);
    expect(knocks()).toBe(1);
  });

  it("KNOCK-6: who asks from the seat and hears nothing knocks again", async () => {
    const { guest, clock, world, knocks } = guestIn(asking, { isOpen: false, peer: undefined });
    world.state = { ...asking, place: undefined };
    guest.onSeated({ seat: "guest", peer: true });
    guest.onEvent({ event: "peer", payload: { s: "on", ep: 2 } });
    await clock.pass(2_500);
    expect(knocks()).toBe(1);
  });

  it("CONSENT-2: who is let in and opened no ACCEPT asks for it, and moves nowhere", async () => {
    const { guest, clock, done, world } = guestIn(asking, { isOpen: false });
    guest.onEvent({ event: "admitted", payload: { ep: 1 } });
    expect(done).toEqual(["servers after admit"]);
    await clock.pass(2_500);
    expect(done).toEqual(["servers after admit", "sync"]);
    expect(world.state.name).toBe("asking");
  });

  it.each([
    ["rate", { err: "rate", retry: 9_000 }, "server-rate"],
    ["busy", { err: "busy" }, "refused"],
    ["drain", { err: "drain" }, "server-drain"],
  ] as const)("KNOCK-8, ERR-1: a knock that is refused with %s is told", async (_, answer, said) => {
    const { guest, clock, done, world } = guestIn(asking);
    world.answer = answer;
    await guest.knock();
    await clock.pass(0);
    expect(done).toEqual(["knock", said]);
    world.answer = { ok: true, place: 0 };
    await clock.pass(9_000);
    // The same KNOCK again: nobody answered it yet.
    expect(done.filter((what) => what === "knock")).toHaveLength(1);
  });

  it("nothing is begun any more once the person left", async () => {
    const { guest, clock, world, knocks } = guestIn(reconnecting);
    world.line = "silent";
    guest.onSeated({ seat: "guest", peer: true });
    world.state = { name: "ended", reason: "left", duration: 0 };
    await clock.pass(600_000);
    expect(knocks()).toBe(0);
  });
});
