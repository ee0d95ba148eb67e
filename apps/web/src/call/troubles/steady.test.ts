import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { steady } from "./steady.ts";
import type { Trouble } from "./trouble.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const follow = () => {
  const now = signal<Trouble | undefined>(undefined);
  const { shown, stop } = steady(now);
  return { now, shown, stop };
};

describe("a steady trouble", () => {
  it("shows at once and stays 1.5 s", () => {
    const { now, shown } = follow();
    now.value = "weak-here";
    expect(shown.value).toBe("weak-here");
    vi.advanceTimersByTime(200);
    now.value = undefined;
    vi.advanceTimersByTime(1_299);
    expect(shown.value).toBe("weak-here");
    vi.advanceTimersByTime(1);
    expect(shown.value).toBeUndefined();
  });
  it("goes at once when it was there long enough", () => {
    const { now, shown } = follow();
    now.value = "weak-there";
    vi.advanceTimersByTime(1_500);
    now.value = undefined;
    expect(shown.value).toBeUndefined();
  });
  it("gives way at once to a graver one, and to a lesser one only after its time", () => {
    const { now, shown } = follow();
    now.value = "weak-here";
    now.value = "reconnecting";
    expect(shown.value).toBe("reconnecting");
    now.value = "weak-here";
    vi.advanceTimersByTime(1_499);
    expect(shown.value).toBe("reconnecting");
    vi.advanceTimersByTime(1);
    expect(shown.value).toBe("weak-here");
  });
  it("does not flicker with a line that does", () => {
    const { now, shown } = follow();
    const stays: number[] = [];
    let since: number | undefined;
    shown.subscribe((trouble) => {
      if (trouble === undefined && since !== undefined) stays.push(performance.now() - since);
      since = performance.now();
    });
    for (let i = 0; i < 40; i++) {
      now.value = i % 2 === 0 ? "weak-here" : undefined;
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(1_500);
    expect(Math.min(...stays)).toBeGreaterThanOrEqual(1_500);
    expect(shown.value).toBeUndefined();
  });
  it.each([-3_600_000, 3_600_000])("neither stays nor goes with a clock that is set by %i ms", (by) => {
    const { now, shown } = follow();
    now.value = "weak-here";
    vi.setSystemTime(Date.now() + by);
    now.value = undefined;
    vi.advanceTimersByTime(1_499);
    expect(shown.value).toBe("weak-here");
    vi.advanceTimersByTime(1);
    expect(shown.value).toBeUndefined();
  });
  it("is silent after it was stopped", () => {
    const { now, shown, stop } = follow();
    now.value = "weak-here";
    now.value = undefined;
    stop();
    vi.advanceTimersByTime(5_000);
    expect(shown.value).toBe("weak-here");
  });
});
