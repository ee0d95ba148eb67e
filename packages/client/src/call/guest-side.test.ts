import { describe, expect, it } from "vitest";
import type { CallContext } from "./context.ts";
import { GuestSide } from "./guest-side.ts";
import type { CallState } from "./state.ts";

const asking: CallState = { name: "asking", place: 0, host: "here", offline: false, since: 0 };
const connected: CallState = {
  name: "connected",
  peer: { name: "", trust: "new" },
  checkCode: { emoji: [1, 2, 3, 4, 5], numbers: [1001, 1002, 1003] },
  since: 0,
  waiting: 0,
};

/** A guest's side in `state`, and what it did about the connection that is there. */
const guestIn = (state: CallState) => {
  const done: string[] = [];
  const context = {
    state,
    sessions: {
      current: { sync: () => void done.push("sync") },
      renewServers: () => void done.push("renew servers"),
    },
  };
  // Only what is under test is there; the rest of a call is its owner's business.
  return { guest: new GuestSide(context as unknown as CallContext), done };
};

describe("GuestSide", () => {
  it.each([
    ["in a call", connected, "guest", ["sync", "renew servers"]],
    ["in a call the server forgot", connected, "lobby", ["sync"]],
    ["asking, let in while it was away", asking, "guest", ["renew servers"]],
    ["asking", asking, "lobby", []],
  ] as const)("ICE-4, ICE-2: joining %s", (_, state, seat, expected) => {
    const { guest, done } = guestIn(state);
    guest.onSeated({ seat, peer: true });
    expect(done).toEqual(expected);
  });
});
