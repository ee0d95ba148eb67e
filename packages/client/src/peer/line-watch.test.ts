import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { connectionWith, FakeChannel } from "../../testing/fake-channel.ts";
import { PulseChannel, readPulse } from "../data/pulse-channel.ts";
import { countReceived, type LineReport, LineWatch } from "./line-watch.ts";

const PULSE_EVERY = 500;
const MEDIA_EVERY = 20;
/** Counters tell when packets came only as exactly as they are asked for. */
const COUNTERS_AFTER = 600;
/** A look, and a packet that may have come right after it. */
const LOOK = 200 + MEDIA_EVERY;

/** A line whose two directions the test breaks and mends, and a watch at this end of it. */
const world = ({ media = true, pulses = true, start = true } = {}) => {
  const clock = new Clock();
  const channel = new FakeChannel();
  const { connection } = connectionWith(channel);
  const line = { inward: true, outward: true, pulses, media, lossy: false, stats: true };
  const stats = { bytes: 0, packets: 0, lost: 0, pair: 0, name: "pair" };
  const theirs = { sent: 0, heard: 0 };
  const reports: (LineReport & { readonly at: number })[] = [];
  let woke = 0;
  let counts = 0;

  channel.onSend = (frame) => {
    const pulse = readPulse(frame.slice().buffer);
    if (pulse && line.outward) theirs.heard = Math.max(theirs.heard, pulse.n);
  };
  const every = (ms: number, run: () => void) =>
    clock.environment.after(ms, () => {
      run();
      every(ms, run);
    });
  every(PULSE_EVERY, () => {
    theirs.sent++;
    if (!line.inward || !line.pulses) return;
    const view = new DataView(new ArrayBuffer(9));
    view.setUint8(0, 2);
    view.setUint32(1, theirs.sent);
    view.setUint32(5, theirs.heard);
    stats.pair += 9;
    channel.receive(view.buffer);
  });
  every(MEDIA_EVERY, () => {
    if (!line.inward || !line.media) return;
    if (line.lossy && ++stats.packets % 5 === 0) stats.lost++;
    else stats.packets++;
    stats.bytes += 100;
    stats.pair += 100;
  });
  const getStats = async () => {
    counts++;
    if (!line.stats) throw new Error("closed");
    return new Map<string, unknown>([
      [stats.name, { type: "candidate-pair", nominated: true, bytesReceived: stats.pair }],
      [
        "audio",
        {
          type: "inbound-rtp",
          bytesReceived: stats.bytes,
          packetsReceived: stats.packets,
          packetsLost: stats.lost,
        },
      ],
    ]);
  };
  const watch = new LineWatch(
    {
      // Of a connection only its counters are asked for.
      connection: { getStats: getStats as unknown as RTCPeerConnection["getStats"] },
      environment: clock.environment,
      onReport: (report) => reports.push({ ...report, at: clock.environment.now() }),
      onWake: () => woke++,
    },
    (onPulse) => new PulseChannel(connection, onPulse),
  );
  channel.open();
  if (start) watch.start();
  /** When it was said first that packets fare so, ms after `since`. */
  const saidAfter = (here: LineReport["here"], since: number) => {
    const report = reports.find((said) => said.at >= since && said.here === here);
    return report ? report.at - since : Number.POSITIVE_INFINITY;
  };
  return { watch, clock, channel, line, stats, reports, saidAfter, woke: () => woke, counts: () => counts };
};

/** A line dies at some moment; when that is said. Times are counted from the last packet that can have come. */
const dyingAt = async (offset: number, options: { media: boolean; pulses: boolean }) => {
  const { clock, line, saidAfter, reports } = world(options);
  await clock.pass(10_000 + offset);
  expect(reports).toEqual([]);
  line.inward = false;
  const since = clock.environment.now();
  await clock.pass(6_000);
  return [saidAfter("silent", since), saidAfter("down", since)] as const;
};

describe("LineWatch", () => {
  it.each([
    ["with picture and sound", { media: true, pulses: true }],
    ["with microphone muted and camera off", { media: false, pulses: true }],
    ["where pulses do not get through", { media: true, pulses: false }],
  ])("DATA-2: a line %s is good for as long as packets come", async (_, options) => {
    const { clock, watch, reports } = world(options);
    await clock.pass(120_000);
    expect(reports).toEqual([]);
    expect([watch.report, watch.isHealthy]).toEqual([{ here: "good", isHeard: true }, true]);
  });

  it.each([
    ["with picture and sound", { media: true, pulses: true }, PULSE_EVERY],
    ["with microphone muted and camera off", { media: false, pulses: true }, PULSE_EVERY],
    ["where pulses do not get through", { media: true, pulses: false }, COUNTERS_AFTER],
  ])(
    "DATA-2, REJOIN-5: a line %s that dies is silent after 1.2 s and down after 2.5 s",
    async (_, options, before) => {
      for (let offset = 0; offset < 2_000; offset += 110) {
        const [silent, down] = await dyingAt(offset, options);
        // What was heard last may have come so long before; looks are 200 ms apart, and the first count tells nothing yet.
        expect(silent).toBeGreaterThanOrEqual(1_200 - before - LOOK);
        expect(silent).toBeLessThanOrEqual(1_200 + 400);
        expect(down).toBeGreaterThanOrEqual(2_500 - before - LOOK);
        expect(down).toBeLessThanOrEqual(2_500 + 500);
      }
    },
  );

  it("DATA-2: the first pulse says that a line is back, without waiting for a look", async () => {
    const { clock, line, watch, saidAfter } = world({ media: false });
    await clock.pass(5_000);
    line.inward = false;
    await clock.pass(5_000);
    expect([watch.report.here, watch.isHealthy]).toEqual(["down", false]);
    line.inward = true;
    const since = clock.environment.now();
    await clock.pass(2_000);
    expect(saidAfter("good", since)).toBeLessThanOrEqual(PULSE_EVERY);
    expect(saidAfter("good", since) % PULSE_EVERY).toBe(0);
  });

  it("DATA-2: packets that come again are as good where pulses do not get through", async () => {
    const { clock, line, saidAfter } = world({ pulses: false });
    await clock.pass(5_000);
    line.inward = false;
    await clock.pass(5_000);
    line.inward = true;
    const since = clock.environment.now();
    await clock.pass(2_000);
    expect(saidAfter("good", since)).toBeLessThanOrEqual(600);
  });

  it("DATA-2: pulses leave at least every 500 ms", async () => {
    const { clock, channel } = world();
    await clock.pass(60_000);
    expect(channel.sent.length).toBeGreaterThanOrEqual(120);
    expect(channel.sent.length).toBeLessThanOrEqual(160);
  });

  it("the counters are asked only while pulses are late, and every 2 s", async () => {
    const { clock, counts } = world();
    await clock.pass(60_000);
    expect(counts()).toBeLessThanOrEqual(30);
  });

  it.each([300, 1_000, 3_000, 3_900])(
    "a main thread that is busy for %i ms is no silence, whether or not packets came meanwhile",
    async (busy) => {
      for (const media of [true, false]) {
        const { clock, reports } = world({ media });
        await clock.pass(10_000);
        await clock.freeze(busy);
        await clock.pass(10_000);
        expect(reports).toEqual([]);
      }
    },
  );

  it("a main thread that is busy again and again, while packets come, is no silence either", async () => {
    const { clock, stats, reports } = world();
    for (let i = 0; i < 30; i++) {
      await clock.freeze(900);
      stats.pair += 10_000;
      await clock.pass(200);
    }
    expect(reports).toEqual([]);
  });

  it("a candidate pair that disappears with its counters is no silence while packets come", async () => {
    const { clock, stats, reports } = world({ pulses: false });
    for (let i = 0; i < 20; i++) {
      await clock.pass(1_370);
      stats.pair = 0;
    }
    expect(reports).toEqual([]);
  });

  it("DATA-2: a pair that is new proves nothing by what it counted, only by what it counts", async () => {
    const { clock, line, stats, saidAfter } = world();
    await clock.pass(10_000);
    line.inward = false;
    const since = clock.environment.now();
    for (let i = 0; i < 30; i++) {
      stats.name = `pair ${i}`;
      stats.pair += 1_000;
      await clock.pass(200);
    }
    expect(saidAfter("down", since)).toBeLessThanOrEqual(3_000);
  });

  it("counters that can not be had change nothing while pulses come", async () => {
    const { clock, line, reports } = world();
    line.stats = false;
    await clock.pass(20_000);
    expect(reports).toEqual([]);
    line.inward = false;
    await clock.pass(5_000);
    expect(reports.map(({ here }) => here)).toEqual(["silent", "down"]);
  });

  it("DATA-2: own pulses that are not heard are told, and are no silence here", async () => {
    const { clock, line, watch, reports } = world();
    await clock.pass(10_000);
    line.outward = false;
    const since = clock.environment.now();
    await clock.pass(10_000);
    expect(reports.map(({ here, isHeard }) => [here, isHeard])).toEqual([["good", false]]);
    expect(reports[0]?.at).toBeLessThanOrEqual(since + 1_200 + 1_000);
    expect(watch.isHealthy).toBe(false);
    line.outward = true;
    await clock.pass(2_000);
    expect(watch.report).toEqual({ here: "good", isHeard: true });
    expect(reports).toHaveLength(2);
  });

  it("while nothing is heard nothing is said about the way there", async () => {
    const { clock, line, reports } = world();
    await clock.pass(10_000);
    line.inward = false;
    await clock.pass(30_000);
    expect(reports.map(({ isHeard }) => isHeard)).toEqual([true, true]);
  });

  it("DATA-2: nothing is missed before the first pulse came over", async () => {
    const { clock, reports } = world({ pulses: false });
    await clock.pass(20_000);
    expect(reports).toEqual([]);
  });

  it("REJOIN-5: a device that slept is told so, and its dead line is down within a second or so", async () => {
    const { clock, line, saidAfter, woke } = world();
    await clock.pass(10_000);
    line.inward = false;
    await clock.freeze(60_000);
    const since = clock.environment.now();
    expect(woke()).toBe(1);
    await clock.pass(5_000);
    expect(saidAfter("down", since)).toBeGreaterThanOrEqual(700);
    expect(saidAfter("down", since)).toBeLessThanOrEqual(1_200);
  });

  it("a device that slept and whose line lives notices nothing else", async () => {
    const { clock, reports, woke } = world();
    await clock.pass(10_000);
    await clock.freeze(60_000);
    await clock.pass(10_000);
    expect([reports, woke()]).toEqual([[], 1]);
  });

  it.each([-86_400_000, 86_400_000])(
    "a clock that is set by %i ms stops nothing and breaks nothing",
    async (by) => {
      const { clock, line, channel, reports, saidAfter } = world();
      await clock.pass(10_000);
      clock.set(by);
      await clock.pass(10_000);
      expect(reports).toEqual([]);
      expect(channel.sent.length).toBeGreaterThanOrEqual(38);
      line.inward = false;
      const since = clock.environment.now();
      await clock.pass(5_000);
      expect(saidAfter("down", since)).toBeLessThanOrEqual(3_000);
    },
  );

  it("REJOIN-5: on an alert silence is believed after 0.9 s", async () => {
    const { clock, line, watch, saidAfter } = world();
    await clock.pass(10_000);
    line.inward = false;
    watch.beAlert();
    const since = clock.environment.now();
    await clock.pass(5_000);
    expect(saidAfter("down", since)).toBeGreaterThanOrEqual(500);
    expect(saidAfter("down", since)).toBeLessThanOrEqual(1_400);
  });

  it("a line on which much is lost is weak, and good again some seconds after", async () => {
    const { clock, line, watch, reports } = world();
    await clock.pass(10_000);
    line.lossy = true;
    await clock.pass(6_000);
    expect([watch.report.here, watch.isHealthy]).toEqual(["weak", true]);
    line.lossy = false;
    await clock.pass(10_000);
    expect(reports.map(({ here }) => here)).toEqual(["weak", "good"]);
  });

  it("judges nothing before it is started, and nothing any more once it is closed", async () => {
    const { clock, watch, reports, channel } = world({ start: false });
    watch.beAlert();
    await clock.pass(10_000);
    expect([watch.isHealthy, channel.sent.length, reports.length]).toEqual([false, 0, 0]);
    watch.start();
    watch.start();
    await clock.pass(10_000);
    expect(watch.isHealthy).toBe(true);
    expect(channel.sent.length).toBeLessThanOrEqual(26);
    watch.close();
    const { length } = channel.sent;
    await clock.pass(10_000);
    expect([watch.isHealthy, channel.sent.length, reports.length]).toEqual([false, length, 0]);
  });
});

describe("countReceived", () => {
  it("adds up everything that came in, and takes the round trip of the pair in use", () => {
    const stats = new Map<string, Record<string, unknown>>([
      ["a", { type: "inbound-rtp", packetsReceived: 10, packetsLost: 2, bytesReceived: 1_000 }],
      ["v", { type: "inbound-rtp", packetsReceived: 30, packetsLost: 1, bytesReceived: 5_000 }],
      ["t", { type: "transport", selectedCandidatePairId: "p" }],
      ["p", { type: "candidate-pair", nominated: true, bytesReceived: 7_000, currentRoundTripTime: 0.25 }],
      ["q", { type: "candidate-pair", nominated: true, bytesReceived: 1, currentRoundTripTime: 9 }],
      ["o", { type: "outbound-rtp", bytesReceived: 99, packetsLost: 99 }],
      ["broken", { type: "inbound-rtp", packetsReceived: "many", packetsLost: undefined }],
    ]);
    expect(countReceived(stats as Parameters<typeof countReceived>[0])).toEqual({
      packets: 40,
      lost: 3,
      bytes: new Map([
        ["a", 1_000],
        ["v", 5_000],
        ["p", 7_000],
        ["q", 1],
        ["broken", 0],
      ]),
      roundTrip: 250,
    });
    expect(countReceived(new Map())).toEqual({ packets: 0, lost: 0, bytes: new Map(), roundTrip: undefined });
  });
});
