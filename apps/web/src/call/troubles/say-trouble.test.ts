import { signal } from "@preact/signals";
import { afterEach, expect, it, vi } from "vitest";
import { sayTroubles } from "./say-trouble.ts";
import type { Trouble } from "./trouble.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("says each trouble once, and not again while it comes and goes", () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  const trouble = signal<Trouble | undefined>("weak-here");
  const said: Trouble[] = [];
  const stop = sayTroubles(trouble, (next) => said.push(next));
  for (let i = 0; i < 10; i++) {
    trouble.value = undefined;
    vi.advanceTimersByTime(3_000);
    trouble.value = "weak-here";
    vi.advanceTimersByTime(3_000);
  }
  expect(said).toEqual(["weak-here"]);
  trouble.value = "reconnecting";
  trouble.value = undefined;
  vi.advanceTimersByTime(15_000);
  trouble.value = "weak-here";
  expect(said).toEqual(["weak-here", "reconnecting", "weak-here"]);
  stop();
  trouble.value = "offline";
  expect(said).toHaveLength(3);
});

it.each([-3_600_000, 3_600_000])(
  "knows how long ago a trouble was said, whatever a clock is set by: %i ms",
  (by) => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const trouble = signal<Trouble | undefined>("weak-here");
    const said: Trouble[] = [];
    const stop = sayTroubles(trouble, (next) => said.push(next));
    trouble.value = undefined;
    vi.setSystemTime(Date.now() + by);
    vi.advanceTimersByTime(14_999);
    trouble.value = "weak-here";
    expect(said).toEqual(["weak-here"]);
    trouble.value = undefined;
    vi.advanceTimersByTime(15_000);
    trouble.value = "weak-here";
    expect(said).toEqual(["weak-here", "weak-here"]);
    stop();
  },
);
