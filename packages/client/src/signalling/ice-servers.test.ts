import type { AckOf } from "@onecall/protocol";
import { describe, expect, it } from "vitest";
import type { IceList } from "../peer/ice-config.ts";
import { IceServers } from "./ice-servers.ts";

type Answer = AckOf<"turn"> | undefined;
const STUN = { urls: ["stun:call.example:3478"] };
const TURN = { urls: ["turn:call.example:3478"], username: "1:a.h", credential: "x" };
const told = (servers: (typeof STUN)[], ttl = 600): Answer => ({ ok: true, ttl, servers });
const toldMore = (servers: (typeof STUN)[]): Answer => ({ ok: true, ttl: 600, servers, more: true });

/** A call with the guest of this handle; the guest itself names none. */
const call = (handle?: number, sid = "5a") => ({ sid, handle });

/** A server that answers when the test says so, and a clock the test moves. */
const world = () => {
  const asked: (number | undefined)[] = [];
  const answers: ((answer: Answer) => void)[] = [];
  const lists: IceList[] = [];
  const timers = new Set<{ at: number; run: () => void }>();
  let now = 0;
  const ice = new IceServers({
    environment: {
      now: () => now,
      after: (delay, run) => {
        const timer = { at: now + delay, run };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    ask: (handle) => {
      asked.push(handle);
      return new Promise((resolve) => answers.push(resolve));
    },
    onChange: (list) => lists.push(list),
  });
  /** Answers question `n` and lets everything that waits for it run. */
  const answer = async (n: number, value: Answer) => {
    answers[n]?.(value);
    await new Promise<void>((done) => setImmediate(done));
  };
  const pass = async (ms: number) => {
    now += ms;
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      timers.delete(timer);
      timer.run();
    }
    await new Promise<void>((done) => setImmediate(done));
  };
  return { ice, asked, answer, pass, lists, timers };
};

describe("IceServers", () => {
  it("ICE-4: has the answer of the server for whoever waits, and tells running connections", async () => {
    const { ice, asked, answer, lists } = world();
    ice.ask(call(7));
    const ready = ice.ready();
    await answer(0, told([STUN, TURN]));
    expect(await ready).toEqual({ servers: [STUN, TURN], more: false });
    expect(asked).toEqual([7]);
    expect(lists).toEqual([{ servers: [STUN, TURN], more: false }]);
  });

  it("goes on with what there is when no answer comes in time", async () => {
    const { ice, pass } = world();
    ice.ask(call());
    const ready = ice.ready();
    await pass(1_500);
    expect(await ready).toEqual({ servers: undefined, more: false });
  });

  it("waits for nothing when nothing was asked or signalling is down", async () => {
    const { ice, answer } = world();
    expect((await ice.ready()).servers).toBeUndefined();
    ice.ask(call());
    const ready = ice.ready();
    await answer(0, undefined);
    expect((await ready).servers).toBeUndefined();
  });

  it("ICE-4: asks again for the same guest when 80 % of the time to live have passed", async () => {
    const { ice, asked, answer, pass } = world();
    ice.ask(call(3));
    await answer(0, told([TURN]));
    await pass(479_999);
    expect(asked).toEqual([3]);
    await pass(1);
    expect(asked).toEqual([3, 3]);
    await answer(1, told([STUN]));
    expect(ice.list.servers).toEqual([STUN]);
  });

  it("does not ask more than every 15 s, however short the credentials live", async () => {
    const { ice, asked, answer, pass } = world();
    ice.ask(call());
    await answer(0, told([TURN], 1));
    await pass(14_999);
    expect(asked).toHaveLength(1);
    await pass(1);
    expect(asked).toHaveLength(2);
  });

  it("waits as long as a busy server says, and asks again", async () => {
    const { ice, asked, answer, pass } = world();
    ice.ask(call());
    await answer(0, { err: "rate", retry: 30_000 });
    await pass(29_999);
    expect(asked).toHaveLength(1);
    await pass(1);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["no answer", undefined, [STUN, TURN]],
    ["a server that stops", { err: "drain" }, [STUN, TURN]],
    ["a handle the server does not know", { err: "closed" }, undefined],
  ] as const)("asks again after %s, and keeps only what may still be of use", async (_, value, kept) => {
    const { ice, asked, answer, pass, lists } = world();
    ice.ask(call(7));
    await answer(0, told([STUN, TURN]));
    ice.ask(call(7));
    await answer(1, value);
    expect(ice.list.servers).toEqual(kept);
    await pass(14_999);
    expect(asked).toHaveLength(2);
    await pass(1);
    expect(asked).toEqual([7, 7, 7]);
    await answer(2, told([TURN]));
    expect(ice.list.servers).toEqual([TURN]);
    expect(lists).toHaveLength(2);
  });

  it.each([
    ["another guest", call(2)],
    ["another handshake", call(1, "c3")],
  ])("ICE-2: what was told for one call is not used for %s", async (_, next) => {
    const { ice, answer } = world();
    ice.ask(call(1));
    await answer(0, toldMore([TURN]));
    ice.ask(next);
    expect(ice.list).toEqual({ servers: undefined, more: false });
    await answer(1, told([STUN]));
    expect(ice.list.servers).toEqual([STUN]);
  });

  it("asks again for the same handshake under the guest's new handle, and for none when there was none", async () => {
    const { ice, asked, answer } = world();
    ice.renew(4);
    expect(asked).toEqual([]);
    ice.ask(call(1));
    await answer(0, told([TURN]));
    ice.renew(1);
    expect(ice.list.servers).toEqual([TURN]);
    ice.renew(4);
    expect(ice.list.servers).toBeUndefined();
    expect(asked).toEqual([1, 1, 4]);
  });

  it("the answer for a guest who is gone does not count for the next", async () => {
    const { ice, answer } = world();
    ice.ask(call(1));
    ice.ask(call(2));
    await answer(1, told([TURN]));
    await answer(0, told([STUN]));
    expect(ice.list.servers).toEqual([TURN]);
  });

  it("ICE-2: asks for the servers kept back until admit once, however many wait for them", async () => {
    const { ice, asked, answer } = world();
    ice.ask(call(4));
    await answer(0, toldMore([STUN]));
    const both = Promise.all([ice.afterAdmit(), ice.afterAdmit()]);
    expect(asked).toEqual([4, 4]);
    await answer(1, told([STUN, TURN]));
    expect(await both).toEqual([ice.list, ice.list]);
    expect(ice.list).toEqual({ servers: [STUN, TURN], more: false });
  });

  it("ICE-4: without more servers admit asks nothing", async () => {
    const { ice, asked, answer } = world();
    ice.ask(call(4));
    await answer(0, told([TURN]));
    expect((await ice.afterAdmit()).servers).toEqual([TURN]);
    expect(asked).toEqual([4]);
  });

  it("ICE-4: admit asks when nothing is known yet, as when the question before it was lost", async () => {
    const { ice, asked, answer } = world();
    ice.ask(call());
    await answer(0, undefined);
    const list = ice.afterAdmit();
    await answer(1, told([TURN]));
    expect((await list).servers).toEqual([TURN]);
    expect(asked).toHaveLength(2);
  });

  it("asks before a restart, but not again and again", async () => {
    const { ice, asked, answer, pass } = world();
    ice.ask(call(4));
    await answer(0, told([STUN]));
    expect((await ice.fresh()).servers).toEqual([STUN]);
    expect(asked).toHaveLength(1);
    await pass(15_001);
    const fresh = ice.fresh();
    await answer(1, told([TURN]));
    expect((await fresh).servers).toEqual([TURN]);
  });

  it("forgets everything with the last session, and asks no more", async () => {
    const { ice, asked, answer, lists, timers } = world();
    ice.ask(call(4));
    await answer(0, told([TURN]));
    ice.ask(call(4));
    ice.rest();
    await answer(1, told([STUN]));
    expect(ice.list).toEqual({ servers: undefined, more: false });
    expect(lists).toHaveLength(1);
    await Promise.all([ice.fresh(), ice.afterAdmit()]);
    expect(asked).toHaveLength(2);
    expect(timers.size).toBe(0);
  });
});
