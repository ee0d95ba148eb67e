import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { connectionWith, FakeChannel } from "../../testing/fake-channel.ts";
import { PulseChannel } from "../data/pulse-channel.ts";
import { type LineReport, LineWatch } from "./line-watch.ts";

/** How a browser runs a page's timers: at once, or when `phase` ms of each `every` ms are over. */
interface Page {
  readonly every: number;
  readonly phase: number;
}
const VISIBLE: Page = { every: 1, phase: 0 };

/** A page at one end of a line, and what its watch said. */
class End {
  page: Page;
  readonly channel = new FakeChannel();
  readonly reports: LineReport[] = [];
  readonly watch: LineWatch;

  constructor(clock: Clock, page: Page) {
    this.page = page;
    const { connection } = connectionWith(this.channel);
    const after = (delay: number, run: () => void) => {
      const { every, phase } = this.page;
      const now = clock.environment.now();
      const at = Math.ceil((now + delay - phase) / every) * every + phase;
      return clock.environment.after(at - now, run);
    };
    this.watch = new LineWatch(
      {
        // Nothing but pulses travels, and nothing counts them.
        connection: { getStats: async () => new Map() },
        environment: { now: clock.environment.now, after },
        onReport: (report) => this.reports.push(report),
        onWake: () => {},
      },
      (onPulse) => new PulseChannel(connection, onPulse),
    );
  }
}

/** Two pages and the line between them: each way takes `latency`, and up to `jitter` more. */
const world = (a: Page, b: Page, { latency = 30, jitter = 0 } = {}) => {
  const clock = new Clock();
  const line = { aToB: true, bToA: true };
  const [one, two] = [new End(clock, a), new End(clock, b)];
  let count = 0;
  const carry = (to: End, isWhole: () => boolean) => (frame: Uint8Array) => {
    const more = (count++ * 37) % (jitter + 1);
    clock.environment.after(latency + more, () => isWhole() && to.channel.receive(frame.slice().buffer));
  };
  one.channel.onSend = carry(two, () => line.aToB);
  two.channel.onSend = carry(one, () => line.bToA);
  for (const { channel, watch } of [one, two]) {
    channel.open();
    watch.start();
  }
  return { clock, line, one, two };
};

const PHASES = [0, 100, 350, 500, 750, 990];
const LATENCIES = [
  { latency: 1 },
  { latency: 30, jitter: 60 },
  { latency: 150, jitter: 100 },
  { latency: 400, jitter: 50 },
];
const lines = PHASES.flatMap((phase) => LATENCIES.map((latency) => ({ phase, ...latency })));

describe("the watch of a hidden page", () => {
  it.each(lines)(
    "DATA-2: is heard and hears while the other page is visible: %o",
    async ({ phase, ...latency }) => {
      for (const every of [1_000, 2_000, 60_000]) {
        const { clock, one, two } = world(VISIBLE, { every, phase }, latency);
        await clock.pass(130_000);
        expect([one.reports, two.reports]).toEqual([[], []]);
      }
    },
  );

  it.each(lines)(
    "DATA-2: is heard and hears while the other page is hidden too: %o",
    async ({ phase, ...latency }) => {
      for (const [here, there] of [
        [1_000, 1_000],
        [1_000, 60_000],
        [60_000, 60_000],
      ] as const) {
        const { clock, one, two } = world({ every: here, phase: 0 }, { every: there, phase }, latency);
        await clock.pass(300_000);
        expect([one.reports, two.reports]).toEqual([[], []]);
      }
    },
  );

  it.each(lines)("DATA-2: nothing is missed when a page is seen again: %o", async ({ phase, ...latency }) => {
    for (const there of [VISIBLE, { every: 1_000, phase: 0 }]) {
      for (let shownAt = 10_000; shownAt < 11_000; shownAt += 130) {
        const { clock, one, two } = world(there, { every: 1_000, phase }, latency);
        await clock.pass(shownAt);
        two.page = VISIBLE;
        await clock.pass(5_000);
        expect([one.reports, two.reports]).toEqual([[], []]);
      }
    }
  });

  it("DATA-2: a visible page sees within 1.8 s that a hidden one gets nothing, and the hidden one within some seconds", async () => {
    const { clock, line, one, two } = world(VISIBLE, { every: 1_000, phase: 500 });
    await clock.pass(10_000);
    line.aToB = false;
    await clock.pass(1_800);
    expect(one.watch.report).toMatchObject({ here: "good", isHeard: false });
    await clock.pass(3_000);
    expect(two.watch.report.here).not.toBe("good");
    line.aToB = true;
    await clock.pass(2_000);
    expect([one.watch.report, two.watch.report]).toEqual([
      { here: "good", isHeard: true },
      { here: "good", isHeard: true },
    ]);
  });

  it("DATA-2: sends no more pulses for being answered", async () => {
    const { clock, one, two } = world(VISIBLE, VISIBLE, { latency: 175 });
    await clock.pass(60_000);
    expect([one.channel.sent.length, two.channel.sent.length]).toEqual([150, 150]);
    const hidden = world(VISIBLE, { every: 1_000, phase: 0 }, { latency: 175 });
    await hidden.clock.pass(60_000);
    expect(hidden.two.channel.sent.length).toBeLessThanOrEqual(200);
  });
});
