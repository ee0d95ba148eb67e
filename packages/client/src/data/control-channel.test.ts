import type { Message } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionWith, FakeChannel } from "../../testing/fake-channel.ts";
import { ControlChannel, type ControlMessage } from "./control-channel.ts";

const frame = (text: string, type = 1): ArrayBuffer =>
  new Uint8Array([type, ...new TextEncoder().encode(text)]).buffer;
const message = (said: Message): ArrayBuffer => frame(JSON.stringify(said));

const CARRIED: ControlMessage[] = [
  { t: "media", n: 1, a: true, v: false, s: false },
  { t: "line", n: 2, s: "weak" },
  { t: "bye", r: "left" },
  { t: "offer", ep: 1, o: 2, sdp: "v=0" },
  { t: "answer", ep: 1, o: 2, sdp: "v=0" },
  { t: "cand", ep: 1, c: [{ candidate: "", sdpMid: "0", sdpMLineIndex: 0 }] },
  { t: "restart", ep: 3 },
];

const opened = () => {
  const channel = new FakeChannel();
  const { connection, asked } = connectionWith(channel);
  const received: ControlMessage[] = [];
  const events: string[] = [];
  const control = new ControlChannel(connection, {
    onOpen: () => events.push("open"),
    onMessage: (said) => received.push(said),
    onClose: () => events.push("close"),
  });
  channel.open();
  return { control, channel, asked, received, events };
};

describe("ControlChannel", () => {
  it("DATA-1: both sides open it as number 0, reliable and in order", () => {
    const { asked, channel, events } = opened();
    expect(asked).toEqual([["control", { negotiated: true, id: 0 }]]);
    expect([channel.binaryType, events]).toEqual(["arraybuffer", ["open"]]);
  });

  it.each(CARRIED.map((said) => [said.t, said] as const))("DATA-1: carries %s", (_, said) => {
    const { control, channel, received } = opened();
    expect(control.send(said)).toBe(true);
    const [bytes] = channel.sent;
    expect(bytes?.[0]).toBe(1);
    channel.receive(bytes?.slice().buffer);
    expect(received).toEqual([said]);
  });

  it.each([
    ["accept", { t: "accept", call: "0011223344556677", c: [] }],
    ["deny", { t: "deny", r: "declined" }],
  ] as const)("DATA-1: %s counts only when it is sealed", (_, said) => {
    const { channel, received } = opened();
    channel.receive(frame(JSON.stringify(said)));
    expect(received).toEqual([]);
  });

  it("DATA-1: the twentieth piece of nonsense closes the channel, and nobody hears of it: the call goes on", () => {
    const { channel, received, events, control } = opened();
    const nonsense = [
      "text",
      new ArrayBuffer(1),
      frame("{}"),
      frame("{"),
      frame('{"t":"bye","r":"left"}', 2),
    ];
    for (let n = 0; n < 19; n++) channel.receive(nonsense[n % nonsense.length]);
    channel.receive(message({ t: "bye", r: "left" }));
    expect([channel.readyState, received.length]).toEqual(["open", 1]);
    channel.receive(frame("{}"));
    expect([channel.readyState, events]).toEqual(["closed", ["open"]]);
    expect(control.send({ t: "bye", r: "left" })).toBe(false);
  });

  it("tells when the other device closes it", () => {
    const { channel, events } = opened();
    channel.close();
    expect(events).toEqual(["open", "close"]);
  });

  it("sends nothing before it is open, while it is stuck, or above 16,384 bytes", () => {
    const channel = new FakeChannel();
    const nothing = { onOpen: () => {}, onMessage: () => {}, onClose: () => {} };
    const control = new ControlChannel(connectionWith(channel).connection, nothing);
    const bye = { t: "bye", r: "left" } as const;
    expect(control.send(bye)).toBe(false);
    channel.open();
    channel.bufferedAmount = 65_537;
    expect(control.send(bye)).toBe(false);
    channel.bufferedAmount = 65_536;
    expect(control.send(bye)).toBe(true);
    const around = (length: number) => ({ t: "offer", ep: 0, o: 0, sdp: "x".repeat(length) }) as const;
    const overhead = JSON.stringify(around(0)).length + 1;
    channel.bufferedAmount = 0;
    expect(control.send(around(16_384 - overhead))).toBe(true);
    expect(control.send(around(16_385 - overhead))).toBe(false);
  });

  it("is drained when nothing waits, or it is closed", async () => {
    const { control, channel } = opened();
    await control.drained();
    channel.bufferedAmount = 10;
    let drained = false;
    const waiting = control.drained().then(() => {
      drained = true;
    });
    await Promise.resolve();
    expect(drained).toBe(false);
    channel.bufferedAmount = 0;
    channel.dispatchEvent(new Event("bufferedamountlow"));
    await waiting;
    channel.bufferedAmount = 10;
    channel.close();
    await control.drained();
  });

  it("DATA-1: whatever comes, nothing is thrown, and only what it may carry gets through", () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => array.slice().buffer);
    const json = fc.json().map((text) => frame(text));
    const almost = fc
      .record({ t: fc.constantFrom(...CARRIED.map(({ t }) => t)), n: fc.anything(), ep: fc.anything() })
      .map((said) => frame(JSON.stringify(said) ?? ""));
    fc.assert(
      fc.property(fc.oneof(bytes, json, almost, fc.anything()), (data) => {
        const { channel, received } = opened();
        channel.receive(data);
        for (const { t } of received) expect(CARRIED.map((said) => said.t)).toContain(t);
      }),
      { numRuns: 1_000 },
    );
  });
});
