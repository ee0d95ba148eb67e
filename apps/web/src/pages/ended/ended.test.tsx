/** @jsxImportSource preact */
import type { StateOf } from "@onecall/client";
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { Ended } from "./ended.tsx";
import { Lost } from "./lost.tsx";

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
