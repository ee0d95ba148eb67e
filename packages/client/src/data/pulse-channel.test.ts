import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionWith, FakeChannel } from "../../testing/fake-channel.ts";
import { PulseChannel, readPulse } from "./pulse-channel.ts";

const frame = (n: number, q: number, type = 2): ArrayBuffer => {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, type);
  view.setUint32(1, n);
  view.setUint32(5, q);
  return view.buffer;
};
const NONSENSE = frame(1, 0, 1);

/** An open channel, how often a new pulse came, and what was sent. */
const opened = () => {
  const channel = new FakeChannel();
  const { connection, asked } = connectionWith(channel);
  let pulses = 0;
  const pulse = new PulseChannel(connection, () => pulses++);
  channel.open();
  const sent = () => channel.sent.map(({ buffer }) => readPulse(buffer));
  return { pulse, channel, asked, sent, pulses: () => pulses };
};

/** What a pulse with these numbers means, said in the plainest way. */
const follow = (
  seen: Record<"sent" | "heard" | "acknowledged" | "bad" | "count", number>,
  n: number,
  q: number,
) => {
  if (q > seen.sent) {
    seen.bad++;
    return;
  }
  seen.acknowledged = Math.max(seen.acknowledged, q);
  if (n > seen.heard) seen.count++;
  seen.heard = Math.max(seen.heard, n);
};

describe("readPulse", () => {
  it("DATA-2: reads 0x02, u32 and u32, and nothing else", () => {
    expect(readPulse(frame(1, 0))).toEqual({ n: 1, q: 0 });
    expect(readPulse(frame(2 ** 32 - 1, 2 ** 32 - 1))).toEqual({ n: 2 ** 32 - 1, q: 2 ** 32 - 1 });
    for (const bad of [
      frame(0, 0),
      frame(1, 0, 1),
      new ArrayBuffer(8),
      new ArrayBuffer(10),
      "",
      7,
      null,
      new Blob(),
    ])
      expect(readPulse(bad)).toBeUndefined();
  });

  it("DATA-2: never throws, whatever comes", () => {
    const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => array.slice().buffer);
    fc.assert(
      fc.property(fc.oneof(bytes, fc.anything()), (data) => {
        const pulse = readPulse(data);
        if (pulse) expect(data).toEqual(frame(pulse.n, pulse.q));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("PulseChannel", () => {
  it("DATA-2: both sides open it as number 3, unordered and without retransmission", () => {
    const { asked, channel } = opened();
    expect(asked).toEqual([["pulse", { negotiated: true, id: 3, ordered: false, maxRetransmits: 0 }]]);
    expect(channel.binaryType).toBe("arraybuffer");
  });

  it("DATA-2: counts its own pulses from 1 and tells the highest one heard", () => {
    const { pulse, channel, sent } = opened();
    pulse.beat();
    channel.receive(frame(4, 1));
    channel.receive(frame(3, 1));
    pulse.beat();
    expect(sent()).toEqual([
      { n: 1, q: 0 },
      { n: 2, q: 4 },
    ]);
  });

  it("DATA-2: one that is late or comes twice is not heard again, but what it acknowledges counts", () => {
    const { pulse, channel, pulses } = opened();
    pulse.beat();
    pulse.beat();
    channel.receive(frame(2, 0));
    channel.receive(frame(2, 1));
    channel.receive(frame(1, 2));
    expect(pulses()).toBe(1);
    expect(pulse.acknowledged).toBe(2);
    channel.receive(frame(3, 1));
    expect([pulses(), pulse.acknowledged]).toEqual([2, 2]);
  });

  it("says nothing while the channel is not open, or something waits to be sent", () => {
    const channel = new FakeChannel();
    const pulse = new PulseChannel(connectionWith(channel).connection, () => {});
    pulse.beat();
    channel.open();
    channel.bufferedAmount = 9;
    pulse.beat();
    expect(channel.sent).toEqual([]);
    channel.bufferedAmount = 0;
    pulse.beat();
    expect(readPulse(channel.sent[0]?.buffer)).toEqual({ n: 1, q: 0 });
  });

  it.each([
    ["what is no pulse", NONSENSE],
    ["an acknowledgement of what was never sent", frame(1, 1)],
    ["text", "pulse"],
  ])("DATA-1: the twentieth time, %s closes the channel", (_, nonsense) => {
    const { channel, pulses } = opened();
    for (let n = 1; n < 20; n++) channel.receive(nonsense);
    expect(channel.readyState).toBe("open");
    channel.receive(nonsense);
    expect([channel.readyState, pulses()]).toEqual(["closed", 0]);
  });

  it("DATA-2: hears exactly what is newer than all before, and believes no number that was not sent", () => {
    const pulse = fc.record({ n: fc.integer({ min: 1, max: 30 }), q: fc.nat(6), beat: fc.boolean() });
    fc.assert(
      fc.property(fc.array(pulse, { maxLength: 40 }), (pulses) => {
        const world = opened();
        const seen = { sent: 0, heard: 0, acknowledged: 0, bad: 0, count: 0 };
        for (const { n, q, beat } of pulses) {
          if (seen.bad === 20) return;
          if (beat) world.pulse.beat();
          if (beat) seen.sent++;
          world.channel.receive(frame(n, q));
          follow(seen, n, q);
          expect([world.pulse.acknowledged, world.pulses()]).toEqual([seen.acknowledged, seen.count]);
        }
      }),
    );
  });
});
