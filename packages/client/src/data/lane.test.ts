import { describe, expect, it } from "vitest";
import { connectionWith, FakeChannel } from "../../testing/fake-channel.ts";
import { Lane } from "./lane.ts";

const made = ({ limited = true } = {}) => {
  let now = 0;
  const events: string[] = [];
  const lane = new Lane(
    { id: 4, label: "notes", limited, now: () => now },
    {
      onOpen: () => events.push("open"),
      onFrame: (frame) => {
        events.push(`frame ${frame.length}`);
        return frame[0] !== 0;
      },
      onLow: () => events.push("low"),
    },
  );
  return {
    lane,
    events,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

const added = (lane: Lane) => {
  const channel = new FakeChannel();
  const { connection, asked } = connectionWith(channel);
  lane.add(connection);
  return { channel, connection, asked };
};

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

describe("Lane", () => {
  it("DATA-3: both sides open it by its number, reliable and in order", () => {
    const { lane } = made();
    const { asked, channel } = added(lane);
    expect(asked).toEqual([["notes", { negotiated: true, id: 4 }]]);
    expect(channel.binaryType).toBe("arraybuffer");
  });

  it("sends by the connection in use only, and says when that one opens, once", () => {
    const { lane, events } = made();
    const one = added(lane);
    expect(lane.send(new Uint8Array([1]))).toBe(false);
    one.channel.open();
    expect([lane.isOpen, events]).toEqual([false, []]);
    lane.use(one.connection);
    lane.use(one.connection);
    expect([lane.isOpen, events]).toEqual([true, ["open"]]);
    expect(lane.send(new Uint8Array([1]))).toBe(true);
    const two = added(lane);
    lane.use(two.connection);
    expect(lane.send(new Uint8Array([2]))).toBe(false);
    two.channel.open();
    expect(events).toEqual(["open", "open"]);
    expect(lane.send(new Uint8Array([3]))).toBe(true);
    expect([one.channel.sent, two.channel.sent]).toEqual([[new Uint8Array([1])], [new Uint8Array([3])]]);
    lane.use(undefined);
    expect(lane.send(new Uint8Array([4]))).toBe(false);
  });

  it("listens to a connection before it is in use: the other device may be quicker", () => {
    const { lane, events } = made();
    const { channel } = added(lane);
    channel.open();
    channel.receive(bytes(1, 2));
    expect(events).toEqual(["frame 2"]);
  });

  it("tells of a low buffer of the connection in use", () => {
    const { lane, events } = made();
    const one = added(lane);
    one.channel.open();
    lane.use(one.connection);
    lane.lowAt(1000);
    expect(one.channel).toHaveProperty("bufferedAmountLowThreshold", 1000);
    one.channel.dispatchEvent(new Event("bufferedamountlow"));
    lane.use(undefined);
    one.channel.dispatchEvent(new Event("bufferedamountlow"));
    expect(events).toEqual(["open", "low"]);
  });

  it("sends no more than 16,384 bytes, and says so when the channel can not take it", () => {
    const { lane } = made();
    const { channel, connection } = added(lane);
    channel.open();
    lane.use(connection);
    expect(lane.send(new Uint8Array(16_384))).toBe(true);
    expect(lane.send(new Uint8Array(16_385))).toBe(false);
    channel.onSend = () => {
      throw new DOMException("full", "OperationError");
    };
    expect(lane.send(new Uint8Array(1))).toBe(false);
  });

  it("DATA-3: the twentieth piece of nonsense closes the channel", () => {
    const { lane } = made();
    const { channel } = added(lane);
    channel.open();
    const nonsense = ["text", new ArrayBuffer(0), new ArrayBuffer(16_385), bytes(0), null];
    for (let n = 0; n < 19; n++) channel.receive(nonsense[n % nonsense.length]);
    channel.receive(bytes(1));
    expect([channel.readyState, lane.refused]).toEqual(["open", 19]);
    channel.receive(bytes(0));
    expect([channel.readyState, lane.refused]).toEqual(["closed", 20]);
  });

  it("DATA-3: drops what comes beyond 50 frames a second, and takes more as time passes", () => {
    const { lane, events, pass } = made();
    const { channel } = added(lane);
    channel.open();
    for (let n = 0; n < 55; n++) channel.receive(bytes(1));
    expect([events.length, lane.refused]).toEqual([50, 5]);
    pass(100);
    for (let n = 0; n < 6; n++) channel.receive(bytes(1));
    expect([events.length, lane.refused]).toEqual([55, 6]);
    pass(60_000);
    for (let n = 0; n < 51; n++) channel.receive(bytes(1));
    expect([events.length, lane.refused]).toEqual([105, 7]);
  });

  it("does not count what its owner bounds another way", () => {
    const { lane, events } = made({ limited: false });
    const { channel } = added(lane);
    channel.open();
    for (let n = 0; n < 500; n++) channel.receive(bytes(1));
    expect([events.length, lane.refused]).toEqual([500, 0]);
  });
});
