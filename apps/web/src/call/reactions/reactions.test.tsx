/** @jsxImportSource preact */
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { Stage, type StageState } from "../stage/stage.tsx";
import { followReactions, SHOWN_FOR } from "./reactions.ts";

const state: StageState = {
  name: "connected",
  peer: ADA,
  checkCode: CODE,
  since: Date.now(),
  waiting: 0,
};

const open = () => {
  const { call, session } = fakeSession("host", state);
  show(<Stage session={session} state={state} />);
  return call;
};

const floating = () =>
  [...document.querySelectorAll<HTMLElement>("[data-testid=reactions] > *")].map(
    (one) => `${one.dataset["whose"]} ${one.textContent}`,
  );

it("REACT-1: one chosen from More goes to the other person and is seen here", async () => {
  const call = open();
  await userEvent.click(page.getByTestId("more"));
  await userEvent.click(page.getByRole("button", { name: "Applause" }));
  expect(call.done).toEqual(["react 👏"]);
  await expect.poll(floating).toEqual(["own 👏"]);
  await expect.element(page.getByTestId("more")).toHaveAttribute("aria-expanded", "false");
});

it("REACT-1: one of the other person is seen, and said with its name", async () => {
  const call = open();
  call.theyReact("🎉");
  await expect.poll(floating).toEqual(["theirs 🎉"]);
  await expect.element(page.getByTestId("announcement")).toHaveTextContent(/Ada Lovelace.*Party popper/);
});

it("REACT-1: what does not get through is not shown; the last eight are, for three seconds", () => {
  vi.useFakeTimers();
  try {
    let hear: (reaction: "👍") => void = () => {};
    const view = followReactions(
      {
        send: () => false,
        onReaction: (listener) => {
          hear = listener;
          return () => {};
        },
      },
      () => {},
    );
    view.react("👍");
    expect(view.shown.value).toEqual([]);
    for (let n = 0; n < 20; n++) hear("👍");
    expect(view.shown.value.map(({ id }) => id)).toEqual([13, 14, 15, 16, 17, 18, 19, 20]);
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(view.shown.value.length).toBe(8);
    vi.advanceTimersByTime(1);
    expect(view.shown.value).toEqual([]);
    view.stop();
  } finally {
    vi.useRealTimers();
  }
});
