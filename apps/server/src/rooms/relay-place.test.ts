import { expect, test } from "vitest";
import { type RelayPlace, relayPlace } from "./relay-place.ts";
import type { Room } from "./room.ts";
import type { Input, Output } from "./step.ts";
import { transition } from "./transition.ts";

const RULES = { seatGrace: 120_000, placeGrace: 30_000, knockWait: 600_000 };
const KNOCK = "K".repeat(88);

/** A room with a host on h and the guests a and b in the lobby, of whom a knocked. */
const lobby = () => {
  const world: { room: Room | undefined; relayed: Output[] } = { room: undefined, relayed: [] };
  const run = (input: Input) => {
    const { room, outputs } = transition(world.room, input, RULES);
    world.room = room;
    world.relayed = outputs.filter((output) => output.do.endsWith("-relay"));
  };
  run({ type: "join-host", conn: "h" });
  for (const name of ["a", "b"]) {
    run({ type: "join-guest", conn: name, key: name });
    run({ type: "knock", conn: name, b: KNOCK, at: 0 });
  }
  return { world, run, at: (conn: string, p?: number) => relayPlace(world.room, conn, p) };
};

test("ICE-2: the front of the queue and the host it was handed to are the two ends of one call", () => {
  const { at } = lobby();
  const call = expect.any(Number);
  expect(at("h", 1)).toEqual({ call, seat: "host", admitted: false });
  expect(at("a")).toEqual({ ...(at("h", 1) as RelayPlace), seat: "guest" });
  expect([at("b"), at("h"), at("nobody")]).toEqual([undefined, undefined, undefined]);
  expect([at("h", 2), at("h", 9)]).toEqual(["closed", "closed"]);
});

test("ICE-2: admission keeps the call, the next guest gets another", () => {
  const { world, run, at } = lobby();
  const first = world.room?.queue[0]?.serial;
  run({ type: "admit", conn: "h", key: "a", ep: 0 });
  expect(world.relayed).toEqual([{ do: "open-relay", call: first }]);
  expect(at("a")).toEqual({ call: first, seat: "guest", admitted: true });
  expect(at("h", 1)).toEqual({ call: first, seat: "host", admitted: true });
  expect(at("b")).toBeUndefined();
  run({ type: "leave", conn: "a" });
  expect(world.relayed).toEqual([{ do: "close-relay", call: first }]);
  expect(at("b")).toMatchObject({ admitted: false });
  expect(world.room?.queue[0]?.serial).not.toBe(first);
});

test("ICE-3: declined, withdrawn, knocked again, lost: the relay of the handshake is closed", () => {
  const ends: Input[] = [
    { type: "dismiss", conn: "h", p: 1, at: 0 },
    { type: "leave", conn: "a" },
    { type: "knock", conn: "a", b: KNOCK, at: 1 },
    { type: "timer", id: "place/1" },
  ];
  for (const end of ends) {
    const { world, run } = lobby();
    const call = world.room?.queue[0]?.serial;
    if (end.type === "timer") run({ type: "lost", conn: "a" });
    run(end);
    expect(world.relayed, end.type).toEqual([{ do: "close-relay", call }]);
  }
});

test("ICE-3: a knock keeps its call while the host's socket is replaced, lost and found again", () => {
  const { world, run, at } = lobby();
  const before = at("a");
  const relayed: Output[] = [];
  const then = (input: Input) => {
    run(input);
    relayed.push(...world.relayed);
  };
  then({ type: "join-host", conn: "h2" });
  expect([at("a"), at("h2", 1)]).toEqual([before, { ...(before as RelayPlace), seat: "host" }]);
  then({ type: "lost", conn: "h2" });
  expect(at("a")).toBeUndefined();
  then({ type: "join-host", conn: "h3" });
  expect([at("a"), at("h3", 1)]).toEqual([before, { ...(before as RelayPlace), seat: "host" }]);
  expect(relayed).toEqual([]);
  then({ type: "admit", conn: "h3", key: "a", ep: world.room?.ep ?? 0 });
  expect(relayed).toEqual([{ do: "open-relay", call: (before as RelayPlace).call }]);
});

test("ICE-3: a device that lost signalling in a call keeps what it relays, also beyond its grace", () => {
  const { world, run } = lobby();
  run({ type: "admit", conn: "h", key: "a", ep: 0 });
  const call = world.room?.seat?.call;
  run({ type: "lost", conn: "a" });
  expect(world.relayed).toEqual([]);
  const [timer = ""] = world.room?.timers.keys() ?? [];
  run({ type: "timer", id: timer });
  expect(world.relayed).toEqual([{ do: "release-relay", call }]);
});

test("ICE-3: another guest in the seat ends the call of the one before", () => {
  const { world, run } = lobby();
  run({ type: "admit", conn: "h", key: "a", ep: 0 });
  const before = world.room?.seat?.call;
  run({ type: "admit", conn: "h", key: "b", ep: world.room?.ep ?? 0 });
  expect(world.relayed).toEqual([
    { do: "close-relay", call: before },
    { do: "open-relay", call: world.room?.seat?.call },
  ]);
});
