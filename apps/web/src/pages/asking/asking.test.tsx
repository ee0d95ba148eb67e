/** @jsxImportSource preact */
import type { StateOf } from "@onecall/client";
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { fakeSession } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { Asking } from "./asking.tsx";

const open = (changes: Partial<StateOf<"asking">> = {}) => {
  const state: StateOf<"asking"> = {
    name: "asking",
    place: 0,
    host: "here",
    offline: false,
    since: Date.now(),
    ...changes,
  };
  const fake = fakeSession("guest", state);
  fake.preferences.name.value = "Ada";
  show(<Asking session={fake.session} state={state} />);
  return fake;
};

describe("Asking", () => {
  it.each([
    [{}, "The host has been told"],
    [{ host: "away" }, "The host isn’t here right now"],
    [{ host: "busy", place: 2 }, "2 in line before you"],
    [{ host: "busy" }, "You’re next"],
    [{ offline: true }, "The server can’t be reached"],
  ] as const)("says where things stand: %o", async (changes, words) => {
    open(changes);
    await expect.element(page.getByText(words)).toBeVisible();
  });
  it("can be withdrawn", async () => {
    const { call } = open();
    await userEvent.click(page.getByTestId("cancel"));
    await userEvent.click(page.getByTestId("leave"));
    expect(call.done).toEqual(["cancel", "leave"]);
  });
  it("offers to ring again after a minute without an answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const { call } = open();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(document.body.textContent).not.toContain("No answer yet");
    await vi.advanceTimersByTimeAsync(1_100);
    vi.useRealTimers();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("No answer yet");
    await userEvent.click(page.getByRole("button", { name: "Ask again" }));
    expect(call.done).toEqual(["cancel", "ask Ada"]);
  });
});
