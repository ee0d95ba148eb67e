import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { compare, countSent, RateSteering } from "./rate-steering.ts";
import type { Stats } from "./stats.ts";

const report = (at: number, packetsLost: number, roundTrip: number, ssrc = 1): Stats => ({
  type: "remote-inbound-rtp",
  ssrc,
  timestamp: at,
  packetsLost,
  roundTripTime: roundTrip / 1_000,
});
const outbound = (at: number, bytesSent: number, packetsSent: number, ssrc = 1): Stats => ({
  type: "outbound-rtp",
  ssrc,
  timestamp: at,
  bytesSent,
  packetsSent,
});

class FakeSender {
  track: { kind: string } | null;
  parameters: RTCRtpSendParameters = { encodings: [{ active: true }] } as unknown as RTCRtpSendParameters;
  refuses = false;
  changes = 0;

  readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
    this.track = { kind };
  }
  getParameters() {
    return structuredClone(this.parameters);
  }
  async setParameters(parameters: RTCRtpSendParameters) {
    if (this.refuses) throw new DOMException("changed meanwhile", "InvalidModificationError");
    this.changes++;
    this.parameters = parameters;
  }
  get encoding() {
    return this.parameters.encodings[0];
  }
}

const world = () => {
  const clock = new Clock();
  const senders = {
    audio: new FakeSender("audio"),
    video: new FakeSender("video"),
    screen: new FakeSender("video"),
    screenSound: new FakeSender("audio"),
  };
  senders.screen.track = null;
  senders.screenSound.track = null;
  const pictures: string[] = [];
  const line = { narrow: false, fails: false };
  let [bytes, packets, lost] = [0, 0, 0];
  const connection = {
    getTransceivers: () =>
      Object.values(senders).map((sender) => ({
        sender,
        receiver: { track: { kind: sender.kind } },
      })) as unknown as RTCRtpTransceiver[],
    getStats: async () => {
      if (line.fails) throw new DOMException("closed", "InvalidStateError");
      const at = clock.environment.now();
      bytes += line.narrow ? 30_000 : 200_000;
      packets += 100;
      if (line.narrow) lost += 30;
      const stats: [string, Stats][] = [
        ["pair", { type: "candidate-pair", state: "succeeded", nominated: true, currentRoundTripTime: 0.04 }],
        ["out", outbound(at, bytes, packets)],
        ["report", report(at, lost, line.narrow ? 260 : 40)],
      ];
      return new Map(stats) as unknown as RTCStatsReport;
    },
  };
  const steering = new RateSteering({
    connection,
    environment: clock.environment,
    onPicture: (is) => pictures.push(is),
  });
  return { clock, steering, senders, pictures, line };
};

describe("RateSteering", () => {
  it("changes nothing on a good line", async () => {
    const { clock, steering, senders } = world();
    steering.start();
    await clock.pass(60_000);
    expect([senders.audio.changes, senders.video.changes]).toEqual([0, 0]);
    steering.start();
    expect(clock.waiting).toBe(1);
  });

  it("R-20: pauses the picture on a narrow line, tells it once, and sends it again when there is room", async () => {
    const { clock, steering, senders, pictures, line } = world();
    steering.start();
    await clock.pass(6_000);
    line.narrow = true;
    await clock.pass(6_000);
    expect(pictures).toEqual(["paused"]);
    expect(senders.video.encoding?.active).toBe(false);
    expect(senders.audio.encoding).toEqual({ active: true, maxBitrate: 24_000 });
    line.narrow = false;
    await clock.pass(60_000);
    expect(pictures).toEqual(["paused", "sent"]);
    expect([senders.audio.encoding, senders.video.encoding]).toEqual([{ active: true }, { active: true }]);
  });

  it("MEDIA-3: a shared screen is sent on, and the camera gives way to it", async () => {
    const { clock, steering, senders, pictures, line } = world();
    steering.start();
    await clock.pass(2_000);
    line.narrow = true;
    await clock.pass(6_000);
    line.narrow = false;
    while (senders.video.encoding?.active === false) await clock.pass(2_000);
    while (pictures.at(-1) === "paused") await clock.pass(2_000);
    expect(pictures.splice(0)).toEqual(["paused", "sent"]);
    const room = senders.video.encoding?.maxBitrate;
    expect(room).toBeGreaterThan(0);
    senders.screen.track = { kind: "video" };
    senders.screenSound.track = { kind: "audio" };
    steering.tracksChanged();
    expect(senders.video.encoding?.active).toBe(false);
    expect(senders.screen.encoding).toEqual({ active: true, maxBitrate: room });
    expect(senders.screenSound.encoding).toEqual(senders.audio.encoding);
    expect(pictures).toEqual(["paused"]);
    await clock.pass(60_000);
    expect(pictures).toEqual(["paused", "sent"]);
    for (const sender of Object.values(senders)) expect(sender.encoding).toEqual({ active: true });
  });

  it("MEDIA-3: where there is room for sound alone, a screen is not sent either, nor its sound", async () => {
    const { clock, steering, senders, line } = world();
    senders.screen.track = { kind: "video" };
    senders.screenSound.track = { kind: "audio" };
    steering.start();
    line.narrow = true;
    await clock.pass(10_000);
    const active = Object.values(senders).map(({ encoding }) => encoding?.active);
    expect(active).toEqual([true, false, false, false]);
    senders.screen.track = null;
    steering.tracksChanged();
    expect(senders.video.encoding?.active).toBe(false);
  });

  it("tries again where a sender was changed by others meanwhile, and leaves those alone that send nothing", async () => {
    const { clock, steering, senders, line } = world();
    senders.video.refuses = true;
    senders.audio.track = null;
    steering.start();
    line.narrow = true;
    await clock.pass(8_000);
    expect(senders.video.encoding?.active).toBe(true);
    senders.video.refuses = false;
    await clock.pass(2_000);
    expect(senders.video.encoding?.active).toBe(false);
    expect(senders.audio.changes).toBe(0);
  });

  it("lives on when statistics fail, and stops when told", async () => {
    const { clock, steering, pictures, line } = world();
    steering.start();
    line.fails = true;
    await clock.pass(6_000);
    Object.assign(line, { fails: false, narrow: true });
    await clock.pass(8_000);
    expect(pictures).toEqual(["paused"]);
    steering.stop();
    await clock.pass(2_000);
    expect(clock.waiting).toBe(0);
  });
});

describe("compare", () => {
  const counted = (before: ReturnType<typeof countSent> | undefined, ...stats: Stats[]) =>
    countSent(new Map(stats.map((one) => [`${one["type"]} ${one["ssrc"]}`, one] as const)), before);

  it("counts headers, and what each report tells since the one before it", () => {
    const first = counted(undefined, outbound(0, 0, 0), outbound(0, 0, 0, 2), report(0, 0, 40));
    const second = counted(first, outbound(2_000, 24_200, 100), outbound(2_000, 0, 0, 2), report(0, 0, 40));
    expect(compare(first, second)).toBeUndefined();
    const third = counted(
      second,
      outbound(4_000, 24_200, 100),
      outbound(4_000, 24_200, 100, 2),
      report(3_500, 20, 80),
      report(3_000, 5, 50, 2),
    );
    expect(compare(second, third)).toEqual({ packets: 200, lost: 25, roundTrip: 80, rate: 120_000 });
  });

  it("what is sent again does not count as sent", () => {
    const again = { retransmittedBytesSent: 10_000, retransmittedPacketsSent: 50 };
    const first = counted(undefined, outbound(0, 0, 0), report(0, 0, 40));
    const second = counted(first, { ...outbound(2_000, 34_200, 150), ...again }, report(1_000, 0, 40));
    expect(compare(first, second)?.rate).toBe(120_000);
  });

  it("a count that begins anew takes nothing away", () => {
    const before = counted(undefined, outbound(0, 0, 50), report(100, 40, 50));
    expect(compare(before, counted(before, outbound(2_000, 0, 100), report(2_000, 3, 50)))).toMatchObject({
      packets: 50,
      lost: 0,
    });
  });

  it("knows nothing without a new report, without a round trip, or where nothing is sent", () => {
    const before = counted(undefined, outbound(0, 0, 0), report(100, 9, 900));
    expect(compare(before, counted(before, outbound(2_000, 10, 1), report(100, 9, 900)))).toBeUndefined();
    expect(compare(before, counted(before, outbound(2_000, 10, 1), report(1_000, 9, 0)))).toBeUndefined();
    expect(compare(before, counted(before, outbound(0, 10, 1), report(1_000, 9, 50)))).toBeUndefined();
    expect(compare(before, counted(before, report(1_000, 9, 50)))).toBeUndefined();
  });
});
