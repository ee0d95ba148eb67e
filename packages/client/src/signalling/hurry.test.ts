import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Hurry } from "./hurry.ts";
import { LongPolling } from "./long-polling.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A manager that only keeps what it was told. */
const managed = ({ isChromium } = { isChromium: true }) => {
  const told = { timeout: 0, delay: 0 };
  const manager = {
    opts: {} as Socket["io"]["opts"],
    timeout: (delay: number) => {
      told.timeout = delay;
    },
    reconnectionDelay: () => {},
    reconnectionDelayMax: (delay: number) => {
      told.delay = delay;
    },
  };
  const hurry = new Hurry(manager, { isChromium });
  /** One attempt that takes so long, ms, and what it was given. */
  const attempt = (took: number, outcome: "succeeded" | "failed") => {
    hurry.began();
    const [transport] = manager.opts.transports ?? [];
    const given = {
      timeout: told.timeout,
      first: transport === LongPolling ? "polling" : "websocket",
    };
    vi.advanceTimersByTime(took);
    hurry[outcome]();
    return given;
  };
  return { hurry, attempt, delay: () => told.delay };
};

describe("Hurry", () => {
  it("gives an attempt all the time while no call waits, and little while one does", () => {
    const { hurry, attempt } = managed();
    expect(attempt(40, "succeeded").timeout).toBe(8_000);
    hurry.set(true);
    expect(attempt(700, "failed").timeout).toBe(700);
    hurry.set(false);
    expect(attempt(40, "failed").timeout).toBe(8_000);
  });

  it("gives a slow network twice what it took, and now and then more, up to all there is", () => {
    const { hurry, attempt } = managed({ isChromium: false });
    attempt(500, "succeeded");
    hurry.set(true);
    const given = Array.from({ length: 30 }, () => attempt(1_500, "failed").timeout);
    expect(new Set(given)).toEqual(new Set([1_000, 3_000, 8_000]));
    expect(given.filter((timeout) => timeout === 8_000)).toHaveLength(1);
  });

  it("does not take the time an outage lasted for the time connecting takes", () => {
    const { hurry, attempt } = managed();
    attempt(100, "succeeded");
    hurry.set(true);
    attempt(6_000, "succeeded");
    expect(attempt(10, "failed").timeout).toBeLessThanOrEqual(700);
  });

  it("waits for an answer eight times what the last one took, and at least 0.8 s, at most 2 s", () => {
    const { hurry } = managed();
    expect(hurry.answerWithin).toBe(2_000);
    hurry.answered(20);
    expect(hurry.answerWithin).toBe(800);
    hurry.answered(150);
    expect(hurry.answerWithin).toBe(1_200);
  });

  it("Firefox: after a WebSocket that failed plain requests come first, in this outage and for 90 s", () => {
    const { hurry, attempt } = managed({ isChromium: false });
    attempt(40, "succeeded");
    hurry.set(true);
    expect(attempt(700, "failed").first).toBe("websocket");
    expect(attempt(700, "failed").first).toBe("polling");
    expect(attempt(40, "succeeded").first).toBe("polling");
    vi.advanceTimersByTime(89_000);
    expect(attempt(700, "failed").first).toBe("polling");
    vi.advanceTimersByTime(90_000);
    expect(attempt(40, "succeeded").first).toBe("polling");
    expect(attempt(700, "failed").first).toBe("websocket");
  });

  it("Chromium: plain requests are tried now and then", () => {
    const { hurry, attempt } = managed();
    attempt(40, "succeeded");
    hurry.set(true);
    const first = Array.from({ length: 8 }, () => attempt(700, "failed").first);
    expect(first.filter((transport) => transport === "polling")).toHaveLength(2);
    expect(first[0]).toBe("websocket");
  });

  it("Chromium: after six attempts a WebSocket is given all the time, since those given up make the next wait", () => {
    const { hurry, attempt } = managed();
    attempt(40, "succeeded");
    hurry.set(true);
    const quick = Array.from({ length: 6 }, () => attempt(700, "failed"));
    expect(Math.max(...quick.map(({ timeout }) => timeout))).toBeLessThan(8_000);
    const minute = Array.from({ length: 8 }, () => attempt(8_000, "failed"));
    for (const { first, timeout } of minute) expect(timeout === 8_000, first).toBe(first === "websocket");
    attempt(40, "succeeded");
    expect(attempt(700, "failed").timeout).toBe(700);
  });

  it("Chromium: those a server refuses at once are few too, those that were lost follow on each other", () => {
    const { hurry, attempt, delay } = managed();
    attempt(40, "succeeded");
    hurry.set(true);
    for (let i = 0; i < 6; i++) attempt(20, "failed");
    expect(delay()).toBe(300);
    attempt(20, "failed");
    expect(delay()).toBe(1_000);
    attempt(8_000, "failed");
    expect(delay()).toBe(300);
  });

  it("begins with a WebSocket while no call waits", () => {
    const { attempt } = managed({ isChromium: false });
    attempt(700, "failed");
    expect(attempt(700, "failed").first).toBe("websocket");
  });

  it("an attempt that may still succeed is left alone, one that is late is not", () => {
    const { hurry, attempt } = managed();
    attempt(40, "succeeded");
    hurry.set(true);
    hurry.began();
    expect(hurry.isUnderWay).toBe(true);
    vi.advanceTimersByTime(700);
    expect(hurry.isUnderWay).toBe(false);
  });
});
