/** @jsxImportSource preact */
import type { StateOf } from "@onecall/client";
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { CallScreens } from "../../call/call-screens.tsx";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { adviceOn } from "./advice.ts";
import { Ended } from "./ended.tsx";
import { Lost } from "./lost.tsx";
import { readRatings } from "./ratings.ts";

const open = (changes: Partial<StateOf<"ended">>) => {
  const state: StateOf<"ended"> = { name: "ended", reason: "left", duration: 0, ...changes };
  const fake = fakeSession("guest", state);
  let homes = 0;
  show(<Ended session={fake.session} state={state} onHome={() => homes++} />);
  return { ...fake, homes: () => homes };
};

describe("Ended", () => {
  it.each([
    [{ reason: "left", duration: 754_000 }, "You left the call", "You talked for", "Rejoin"],
    [{ reason: "peer-left", peer: ADA, duration: 9_000 }, "Ada Lovelace", "9 seconds", "Rejoin"],
    [
      { reason: "peer-left", peer: { name: "", trust: "new" } },
      "The call is over",
      "The call is over",
      "Rejoin",
    ],
    [{ reason: "peer-left" }, "The call didn’t begin", "let you in, but", "Ask again"],
    [{ reason: "declined" }, "They can’t talk right now", "declined", "Ask again"],
    [{ reason: "declined", reply: "five-minutes" }, "They can’t talk", "Give me five minutes", "Ask again"],
    [{ reason: "locked" }, "This room is locked", "one person only", "Ask again"],
    [{ reason: "moved" }, "This call is open in another tab", "off here", "Use here"],
    [
      { reason: "failed", code: "handshake-host-key" },
      "could not go on",
      "not the one this link",
      "Try again",
    ],
  ] as const)("has its own words: %o", async (changes, title, text, rejoin) => {
    open(changes);
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(title);
    await expect.element(page.getByRole("main")).toHaveTextContent(text);
    await expect.element(page.getByTestId("rejoin")).toHaveTextContent(rejoin);
  });
  it("leads back and home", async () => {
    const { call, homes } = open({});
    await userEvent.click(page.getByTestId("rejoin"));
    expect(call.done).toEqual(["rejoin"]);
    await userEvent.click(page.getByTestId("home"));
    expect(homes()).toBe(1);
  });
});

describe("Lost", () => {
  it("reconnects with one click, or leaves", async () => {
    const state = { name: "lost", peer: ADA, checkCode: CODE, since: 0, waiting: 0 } as const;
    const { call, session } = fakeSession("host", state);
    show(<Lost session={session} state={state} />);
    await expect.element(page.getByText("Nothing has come from")).toHaveTextContent("Ada Lovelace");
    await userEvent.click(page.getByTestId("rejoin"));
    await userEvent.click(page.getByTestId("leave"));
    expect(call.done).toEqual(["rejoin", "leave"]);
  });
});

describe("after a call", () => {
  it("asks how it was, and keeps the answer on this device", async () => {
    const { preferences } = open({ reason: "left", duration: 60_000, peer: ADA });
    await userEvent.click(page.getByRole("radio", { name: "4 stars" }));
    await expect.element(page.getByText("It stays on this device")).toBeVisible();
    expect(readRatings(preferences.ratings.value).map(({ stars }) => stars)).toEqual([4]);
    await userEvent.click(page.getByRole("radio", { name: "2 stars" }));
    expect(readRatings(preferences.ratings.value).map(({ stars }) => stars)).toEqual([2]);
  });
  it("asks nothing of a call that never was", async () => {
    open({ reason: "declined" });
    await expect.element(page.getByTestId("home")).toBeVisible();
    await expect.element(page.getByTestId("stars")).not.toBeInTheDocument();
  });
  it("says what may help where the line was bad, and nothing where it was fine", () => {
    const fine = { connected: 60_000, weakHere: 0, weakThere: 0, paused: 0, lost: 0, slowRelay: true };
    expect(adviceOn(fine)).toEqual([]);
    expect(adviceOn({ ...fine, connected: 5_000, weakHere: 5_000 })).toEqual([]);
    expect(adviceOn({ ...fine, slowRelay: false, weakHere: 9_000 }).join()).toContain("Your connection");
    expect(adviceOn({ ...fine, slowRelay: false, lost: 9_000 }).join()).toContain("Your connection");
    expect(adviceOn({ ...fine, slowRelay: false, paused: 9_000 }).join()).toContain("Your connection");
    expect(adviceOn({ ...fine, weakThere: 9_000 }).join()).toMatch(/Their connection.*over TCP/);
  });
  it("knows how the line was for as long as the call took", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const connected: StateOf<"connected"> = {
      name: "connected",
      peer: ADA,
      checkCode: CODE,
      since: 0,
      waiting: 0,
    };
    const { call, session } = fakeSession("guest", connected);
    show(<CallScreens session={session} onHome={() => {}} />);
    await vi.advanceTimersByTimeAsync(20_000);
    call.setLine({ here: "weak" });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    call.set({ name: "ended", reason: "peer-left", duration: 30_000, peer: ADA });
    await expect.element(page.getByTestId("advice")).toHaveTextContent("Your connection was weak");
  });
  it("reads ratings of its own only", () => {
    for (const other of ["{", "null", '[{"at":1,"stars":9}]', '[{"stars":1}]', "[7]"])
      expect(readRatings(other), other).toEqual([]);
  });
});
