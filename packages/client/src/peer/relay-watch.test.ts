import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IceList } from "./ice-config.ts";
import { RelayWatch, relayProblem } from "./relay-watch.ts";

const RELAY: IceList = { servers: [{ urls: ["stun:a"] }, { urls: ["turn:a"] }], more: false };
const STUN: IceList = { servers: [{ urls: ["stun:a"] }], more: false };
const LATER: IceList = { ...STUN, more: true };
const UNKNOWN: IceList = { servers: undefined, more: false };
const settled = () => new Promise<void>((done) => setImmediate(done));

const watch = (first: IceList, hides = true) => {
  const problems: string[] = [];
  const timers: { delay: number; run: () => void; cancelled: boolean }[] = [];
  let list = first;
  const relay = new RelayWatch({
    environment: {
      after: (delay, run) => {
        const timer = { delay, run, cancelled: false };
        timers.push(timer);
        return () => {
          timer.cancelled = true;
        };
      },
    },
    hides,
    list: () => list,
    onProblem: (code) => problems.push(code),
  });
  const fire = () => {
    for (const timer of timers) if (!timer.cancelled) timer.run();
  };
  const become = (next: IceList) => {
    list = next;
  };
  return { relay, problems, timers, fire, become };
};

describe("RelayWatch of a person who hides its address", () => {
  it("ICE-5: says at once that there is no relay, but not before it is needed", async () => {
    const { relay, problems } = watch(STUN);
    relay.gathering(true);
    await settled();
    expect(problems).toEqual([]);
    relay.need();
    expect(problems).toEqual([]);
    await settled();
    expect(problems).toEqual(["relay-missing"]);
  });

  it("R-07: says within 10 s that no relay answers", async () => {
    const { relay, problems, timers, fire } = watch(RELAY);
    relay.gathering(false);
    relay.need();
    relay.open();
    await settled();
    expect(problems).toEqual([]);
    expect(timers.map(({ delay }) => delay)).toEqual([9_000]);
    fire();
    expect(problems).toEqual(["relay-unreachable"]);
  });

  it("R-07: says so earlier where the browser gave up, once both said yes", async () => {
    const { relay, problems } = watch(RELAY);
    relay.gathering(true);
    await settled();
    expect(problems).toEqual([]);
    relay.open();
    await settled();
    expect(problems).toEqual(["relay-unreachable"]);
  });

  it("ICE-2: waits for servers that are named after admit only", async () => {
    const { relay, problems, become, fire } = watch(LATER);
    relay.need();
    await settled();
    expect(problems).toEqual([]);
    become(STUN);
    relay.check();
    expect(problems).toEqual(["relay-missing"]);
    fire();
    expect(problems).toHaveLength(1);
  });

  it("is content with one relayed candidate, whatever comes after", async () => {
    const { relay, problems, fire } = watch(RELAY);
    relay.open();
    relay.found();
    relay.gathering(true);
    relay.failed();
    fire();
    await settled();
    expect(problems).toEqual([]);
  });

  it("an offer made anew begins gathering anew", async () => {
    const { relay, problems } = watch(RELAY);
    relay.gathering(true);
    relay.gathering(false);
    relay.open();
    await settled();
    expect(problems).toEqual([]);
    relay.gathering(true);
    expect(problems).toEqual(["relay-unreachable"]);
  });

  it("says nothing of a link that is closed", async () => {
    const { relay, problems, fire } = watch(STUN);
    relay.open();
    relay.close();
    fire();
    await settled();
    expect(problems).toEqual([]);
  });
});

describe("RelayWatch of anybody else", () => {
  it("says what was missing only where the connection could not be made", async () => {
    const { relay, problems } = watch(RELAY, false);
    relay.open();
    relay.gathering(true);
    await settled();
    expect(problems).toEqual([]);
    relay.failed();
    relay.failed();
    expect(problems).toEqual(["relay-unreachable"]);
    const without = watch(STUN, false);
    without.relay.failed();
    expect(without.problems).toEqual(["relay-missing"]);
    const unknown = watch(UNKNOWN, false);
    unknown.relay.failed();
    expect(unknown.problems).toEqual([]);
  });
});

it("ICE-5: a relayed candidate is never a problem, and who does not hide is never stopped before a failure", () => {
  const facts = fc.record({
    list: fc.constantFrom(RELAY, STUN, LATER, UNKNOWN),
    hides: fc.boolean(),
    found: fc.boolean(),
    needed: fc.boolean(),
    over: fc.boolean(),
    failed: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, (given) => {
      const problem = relayProblem(given);
      if (given.found) expect(problem).toBeUndefined();
      if (!given.hides && !given.failed) expect(problem).toBeUndefined();
      if (given.hides && given.over && !given.found) expect(problem).toBeDefined();
      if (problem === "relay-missing") expect(given.list).toBe(STUN);
    }),
  );
});
