import { describe, expect, it, vi } from "vitest";
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";
import { HostSide } from "./host-side.ts";
import type { NotAnswered } from "./sessions.ts";
import type { CallState } from "./state.ts";
import { transition } from "./transition.ts";

const checkCode = { emoji: [1, 2, 3, 4, 5], numbers: [1001, 1002, 1003] };

/** A proven knock of the guest with this key. */
const knocker = (key: string, handle = 1) => {
  const session = {
    role: "host",
    sid: `sid-${key}-${handle}`,
    handle,
    peer: { key, name: key },
    checkCode,
    isOpen: false,
    sync: () => void synced.push(handle),
    gatherMore: async () => {},
    deny: async (why: object) => void denied.push(why),
    accept: (proof: { sid: string }) => {
      session.isOpen = true;
      opened.push(proof.sid);
    },
  };
  const opened: string[] = [];
  const synced: number[] = [];
  const denied: object[] = [];
  return { session, opened, synced, denied };
};

/** A host's side whose server answers `admit` when the test says so. */
const door = () => {
  const admits: ((handle: number | undefined) => void)[] = [];
  /** The keys the server was told to seat. */
  const asked: string[] = [];
  const dismissed: number[] = [];
  const remembered: string[] = [];
  let state: CallState = transition({ name: "idle" }, { type: "start", role: "host", at: 0 }).state;
  let current: unknown;
  /** What was done about the connection that is there, in order. */
  const done: string[] = [];
  const answered: number[] = [];
  const timers = new Set<() => void>();
  const reported: string[] = [];
  let refused: NotAnswered | undefined;
  const refuse = (why: NotAnswered) => {
    refused = why;
  };
  const memory = {
    live: undefined as { peerKey: string } | undefined,
    lockedTo: undefined as string | undefined,
    mayCome: (key: string) => memory.lockedTo === undefined || memory.lockedTo === key,
    peer: (_: string, name: string) => ({ name, trust: "new" }),
    remember: async (call: string) => void remembered.push(call),
  };
  const context = {
    environment: {
      now: () => 0,
      after: (_: number, run: () => void) => {
        timers.add(run);
        return () => void timers.delete(run);
      },
    },
    memory,
    seat: {
      isJoined: true,
      admit: (key: string) => {
        asked.push(key);
        return new Promise<number | undefined>((resolve) => admits.push(resolve));
      },
      dismiss: (handle: number) => void dismissed.push(handle),
    },
    sessions: {
      get current() {
        return current;
      },
      get newest() {
        return current;
      },
      has: (session: unknown) => session === current,
      answer: async (_: Uint8Array, p: number) => {
        answered.push(p);
        return refused;
      },
      drop: () => {},
      sync: () => (current as { sync(): void } | undefined)?.sync(),
      guestIs: (handle: number) => void done.push(`guest is ${handle}`),
      renewServers: () => void done.push("renew servers"),
      countBroken: async () => {},
    },
    get state() {
      return state;
    },
    ownName: "Host",
    report: (code: string) => void reported.push(code),
    dispatch: (event: CallEvent) => {
      const step = transition(state, event);
      state = step.state;
      if (step.effects.some(({ type }) => type === "drop-session")) host.revoke();
    },
  };
  // Only what the host's side uses is there; the rest of a call is its owner's business.
  const host = new HostSide(context as unknown as CallContext);
  const rings = (session: unknown) => {
    current = session;
    host.onProven(session as Parameters<HostSide["onProven"]>[0]);
  };
  const press = (event: CallEvent) => context.dispatch(event);
  const inCall = (session: unknown) => {
    current = session;
    state = { name: "connected", peer: { name: "", trust: "new" }, checkCode, since: 0, waiting: 0 };
    memory.live = { peerKey: "ada" };
  };
  const noted = { asked, dismissed, remembered, done, answered, timers, reported };
  const { seat } = context;
  const lockTo = (key: string) => {
    memory.lockedTo = key;
  };
  return { host, lockTo, seat, rings, press, inCall, admits, refuse, ...noted, state: () => state };
};

describe("HostSide", () => {
  it("CONSENT-1: opens the session whose name was shown, once the server seated it", async () => {
    const { host, rings, admits, remembered, state } = door();
    const ada = knocker("ada");
    rings(ada.session);
    expect(host.consent()).toBe(true);
    const admitting = host.admit();
    expect(ada.opened).toEqual([]);
    admits[0]?.(1);
    await admitting;
    expect(ada.opened).toEqual([ada.session.sid]);
    expect(state().name).toBe("connecting");
    expect(remembered).toHaveLength(1);
  });

  it.each(["decline", "leave"] as const)(
    "CONSENT-5: a yes taken back by %s before the server answered opens nothing, then or later",
    async (type) => {
      const { host, rings, press, admits, dismissed, remembered, state } = door();
      const ada = knocker("ada");
      rings(ada.session);
      host.consent();
      const admitting = host.admit();
      press(type === "decline" ? { type } : { type, at: 1 });
      admits[0]?.(1);
      await admitting;
      expect(ada.opened).toEqual([]);
      expect(remembered).toEqual([]);
      expect(dismissed).toEqual([1]);
      if (type === "leave") return;
      const again = knocker("ada", 2);
      rings(again.session);
      expect(state().name).toBe("ringing");
      expect(again.opened).toEqual([]);
      expect(admits).toHaveLength(1);
    },
  );

  it("CONSENT-5: a click meant for one person does not count for the next", () => {
    const { host, rings } = door();
    rings(knocker("ada").session);
    const eve = knocker("eve", 2);
    // Eve's session is there, but her name is not on the screen yet.
    Object.assign(eve.session, { peer: undefined });
    rings(eve.session);
    expect(host.consent()).toBe(false);
  });

  it("a second click while the first is carried out changes nothing", async () => {
    const { host, rings, admits, dismissed } = door();
    const ada = knocker("ada");
    rings(ada.session);
    expect([host.consent(), host.consent()]).toEqual([true, false]);
    const admitting = host.admit();
    admits[0]?.(1);
    await admitting;
    expect(ada.opened).toHaveLength(1);
    expect(dismissed).toEqual([]);
  });

  it("REJOIN-2: a guest whose device began anew between click and answer is let in by its key", async () => {
    const { host, rings, admits, state } = door();
    const ada = knocker("ada");
    rings(ada.session);
    host.consent();
    const admitting = host.admit();
    const anew = knocker("ada", 1);
    anew.session.sid = "sid-anew";
    rings(anew.session);
    admits[0]?.(1);
    admits[1]?.(1);
    await admitting;
    for (const answer of admits) answer(1);
    await vi.waitFor(() => expect(anew.opened).toEqual(["sid-anew"]));
    expect(ada.opened).toEqual([]);
    expect(state().name).toBe("connecting");
  });

  it.each(["kept", "declined"] as const)(
    "ICE-4, CONSENT-5: relays named after admit come before ACCEPT, which a yes that is %s then follows or not",
    async (yes) => {
      const { host, rings, press, admits, dismissed } = door();
      const ada = knocker("ada");
      let gathered = () => {};
      Object.assign(ada.session, {
        gatherMore: () =>
          new Promise<void>((done) => {
            gathered = done;
          }),
      });
      rings(ada.session);
      host.consent();
      const admitting = host.admit();
      admits[0]?.(1);
      await Promise.resolve();
      expect(ada.opened).toEqual([]);
      if (yes === "declined") press({ type: "decline" });
      gathered();
      await admitting;
      expect(ada.opened).toEqual(yes === "kept" ? [ada.session.sid] : []);
      expect(dismissed).toEqual(yes === "kept" ? [] : [1]);
    },
  );

  it("ADMIT-4, GRACE-2: in a call the guest is where the server says, and is asked what it missed", () => {
    const { host, inCall, done } = door();
    const ada = knocker("ada");
    inCall(ada.session);
    host.onEvent({ event: "peer", payload: { s: "on", ep: 3, p: 6 } });
    expect(done).toEqual(["guest is 6", "renew servers"]);
    expect(ada.synced).toHaveLength(1);
  });

  it("ADMIT-4: before the person's yes the server's word changes nobody's place", () => {
    const { host, rings, done } = door();
    rings(knocker("ada").session);
    host.onEvent({ event: "peer", payload: { s: "on", ep: 3, p: 6 } });
    expect(done).toEqual([]);
  });

  it("REJOIN-3: a restarted server is told whom it had seated before anything is sent there", async () => {
    const { host, inCall, admits, asked, done } = door();
    const ada = knocker("ada");
    inCall(ada.session);
    const seated = host.onSeated({ seat: "host", peer: false });
    expect(admits).toHaveLength(1);
    expect(ada.synced).toEqual([]);
    expect(asked).toEqual(["ada"]);
    admits[0]?.(5);
    await seated;
    expect(ada.synced).toHaveLength(1);
    expect(done).toEqual(["guest is 5", "renew servers"]);
  });

  it("ADMIT-4: a host that joins while its guest is seated asks for nothing, and learns its handle", async () => {
    const { host, inCall, admits, done } = door();
    const ada = knocker("ada");
    inCall(ada.session);
    await host.onSeated({ seat: "host", peer: true, p: 8 });
    expect(admits).toEqual([]);
    expect(done).toEqual(["guest is 8", "renew servers"]);
    expect(ada.synced).toHaveLength(1);
  });

  it("GRACE-1: a guest whose grace ran out is seated again for as long as the call goes on", async () => {
    const { host, inCall, admits, asked, done, state } = door();
    const ada = knocker("ada");
    inCall(ada.session);
    host.onEvent({ event: "peer", payload: { s: "lost", ep: 4, p: 1 } });
    expect(asked).toEqual(["ada"]);
    expect(state().name).toBe("connected");
    admits[0]?.(2);
    await vi.waitFor(() => expect(done).toEqual(["guest is 2", "renew servers"]));
  });

  it("GRACE-1: a server that seats nobody again changes nothing", async () => {
    const { host, inCall, admits, done } = door();
    inCall(knocker("ada").session);
    const seated = host.onSeated({ seat: "host", peer: false });
    admits[0]?.(undefined);
    await seated;
    expect(done).toEqual([]);
  });

  it("GRACE-1: who was not in a call is not seated again", () => {
    const { host, rings, asked } = door();
    rings(knocker("ada").session);
    host.onEvent({ event: "peer", payload: { s: "lost", ep: 4, p: 1 } });
    expect(asked).toEqual([]);
  });

  it("ADMIT-4: the session is reached by the handle the server seated it under", async () => {
    const { host, rings, admits } = door();
    const ada = knocker("ada");
    rings(ada.session);
    host.consent();
    const admitting = host.admit();
    admits[0]?.(12);
    await admitting;
    expect(ada.session.handle).toBe(12);
    expect(ada.opened).toHaveLength(1);
  });

  it("CONSENT-5: a server that does not seat the guest opens nothing, and the person may press again", async () => {
    const { host, rings, admits, dismissed } = door();
    const ada = knocker("ada");
    rings(ada.session);
    host.consent();
    const admitting = host.admit();
    admits[0]?.(undefined);
    await admitting;
    expect([ada.opened, dismissed]).toEqual([[], []]);
    expect(host.consent()).toBe(true);
  });

  /** The host says yes while the server is away. */
  const yesIntoTheVoid = async () => {
    const at = door();
    const ada = knocker("ada");
    at.rings(ada.session);
    at.host.consent();
    at.seat.isJoined = false;
    const admitting = at.host.admit();
    at.admits[0]?.(undefined);
    await admitting;
    at.seat.isJoined = true;
    return { ...at, ada };
  };

  it("CONSENT-5: a yes the server was not there to hear is said to it when it is back", async () => {
    const { host, ada, admits, reported, timers } = await yesIntoTheVoid();
    expect(host.consent()).toBe(false);
    await host.onSeated({ seat: "host", peer: true });
    admits[1]?.(1);
    await vi.waitFor(() => expect(ada.opened).toEqual(["sid-ada-1"]));
    expect([reported, timers.size]).toEqual([[], 0]);
  });

  it("CONSENT-5: a yes the server was not there to hear for long is no yes any more, and may be said again", async () => {
    const { host, timers, reported, admits } = await yesIntoTheVoid();
    for (const ring of timers) ring();
    expect(reported).toEqual(["signalling-unreachable"]);
    await host.onSeated({ seat: "host", peer: true });
    expect(admits).toHaveLength(1);
    expect(host.consent()).toBe(true);
  });

  it("CONSENT-5: a knock that ends while the yes waits for the server takes it along", async () => {
    const { host, rings, asked, timers } = await yesIntoTheVoid();
    host.revoke();
    expect(timers.size).toBe(0);
    rings(knocker("eve").session);
    await host.onSeated({ seat: "host", peer: true });
    expect(asked).toEqual(["ada"]);
  });

  it("LEAVE-1: a guest that goes between the yes and its seat ends the ringing, and is not waited for", async () => {
    const { host, rings, admits, dismissed, state } = door();
    const ada = knocker("ada");
    rings(ada.session);
    host.consent();
    const admitting = host.admit();
    host.onEvent({ event: "peer", payload: { s: "left", ep: 2, p: 1 } });
    expect(state().name).toBe("waiting");
    admits[0]?.(1);
    await admitting;
    expect([ada.opened, dismissed]).toEqual([[], [1]]);
  });

  it("SEAT-5: who else knocks while the guest's seat is free in a call is not answered, the guest is", async () => {
    const { host, inCall, admits, asked, answered } = door();
    inCall(knocker("ada").session);
    const seated = host.onSeated({ seat: "host", peer: false });
    host.onEvent({ event: "knock", payload: { p: 3, b: "AA" } });
    host.onEvent({ event: "knock", payload: { p: 4, b: "AA" } });
    expect([asked, answered]).toEqual([["ada"], []]);
    admits[0]?.(4);
    await seated;
    await vi.waitFor(() => expect(answered).toEqual([4]));
    host.onEvent({ event: "knock", payload: { p: 4, b: "AA" } });
    expect(answered).toEqual([4, 4]);
  });

  it.each(["gone", "left"] as const)(
    "HS-9: a knock that waits for the count and is %s is not answered",
    async (how) => {
      const { host, press, answered, timers, refuse } = door();
      refuse({ code: "handshake-cap", retryAt: 5_000 });
      host.onEvent({ event: "knock", payload: { p: 3, b: "AA" } });
      await vi.waitFor(() => expect(timers.size).toBe(1));
      if (how === "gone") host.onEvent({ event: "gone", payload: { p: 3, r: "left" } });
      else press({ type: "leave", at: 1 });
      expect(timers.size).toBe(0);
      expect(answered).toEqual([3]);
    },
  );

  it("a guest whose handshakes break twice makes room for the next", () => {
    const { host, dismissed } = door();
    const silent = { ...knocker("x", 7).session, peer: undefined } as unknown as Parameters<
      HostSide["onBroken"]
    >[0];
    host.onBroken(silent);
    expect(dismissed).toEqual([]);
    host.onBroken(silent);
    expect(dismissed).toEqual([7]);
  });

  it("LOCK-1: sends everyone but the guest it is locked to away by itself, without ringing", async () => {
    const { lockTo, rings, dismissed, state } = door();
    lockTo("ada");
    const eve = knocker("eve", 2);
    rings(eve.session);
    await vi.waitFor(() => expect(dismissed).toEqual([2]));
    expect([eve.denied, state().name]).toEqual([[{ r: "locked" }], "waiting"]);
    rings(knocker("ada").session);
    expect(state().name).toBe("ringing");
  });

  it.each([
    [undefined, { r: "declined" }],
    ["five-minutes", { r: "declined", m: "five-minutes" }],
  ] as const)("KNOCK-9: a decline says why, if the person chose a word: %s", async (reply, said) => {
    const { host, rings, dismissed } = door();
    const ada = knocker("ada");
    rings(ada.session);
    await host.dismiss(reply);
    expect([ada.denied, dismissed]).toEqual([[said], [1]]);
  });
});
