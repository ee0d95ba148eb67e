import { describe, expect, it } from "vitest";
import { Clock } from "../../testing/clock.ts";
import { compare, countSent, RateSteering } from "./rate-steering.ts";
import type { Stats } from "./stats.ts";

const report = (at: number, loss: number, roundTrip: number, kind = "video"): Stats => ({
  type: "remote-inbound-rtp",
  kind,
  timestamp: at,
  fractionLost: loss,
  roundTripTime: roundTrip / 1_000,
});
const outbound = (at: number, bytesSent: number, packetsSent: number): Stats => ({
  type: "outbound-rtp",
  timestamp: at,
  bytesSent,
  packetsSent,
});

class FakeSender {
  track: { kind: string } | null;
  parameters: RTCRtpSendParameters = { encodings: [{ active: true }] } as unknown as RTCRtpSendParameters;
  refuses = false;
  changes = 0;

  constructor(kind: string) {
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
  const senders = { audio: new FakeSender("audio"), video: new FakeSender("video") };
  const pictures: string[] = [];
  const line = { narrow: false, healthy: true, fails: false };
  let [bytes, packets] = [0, 0];
  const connection = {
    getSenders: () => Object.values(senders) as unknown as RTCRtpSender[],
    getStats: async () => {
      if (line.fails) throw new DOMException("closed", "InvalidStateError");
      const at = clock.environment.now();
      bytes += line.narrow ? 30_000 : 200_000;
      packets += 100;
      const stats: [string, Stats][] = [
        ["pair", { type: "candidate-pair", state: "succeeded", nominated: true, currentRoundTripTime: 0.04 }],
        ["out", outbound(at, bytes, packets)],
        ["report", line.narrow ? report(at, 0.3, 260) : report(at, 0, 40)],
      ];
      return new Map(stats) as unknown as RTCStatsReport;
    },
  };
  const steering = new RateSteering({
    connection,
    environment: clock.environment,
    isHealthy: () => line.healthy,
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

  it("R-13: what is lost in a cut says nothing of the line after it", async () => {
    const { clock, steering, pictures, line } = world();
    steering.start();
    await clock.pass(6_000);
    Object.assign(line, { healthy: false, narrow: true });
    await clock.pass(20_000);
    expect(pictures).toEqual([]);
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
  const counted = (at: number, bytes: number, packets: number, ...reports: Stats[]) =>
    countSent(
      new Map([
        ["pair", { type: "candidate-pair", state: "succeeded", nominated: true, currentRoundTripTime: 0.04 }],
        ["out", outbound(at, bytes, packets)] as const,
        ...reports.map((one, n) => [`r${n}`, one] as const),
      ]),
    );

  it("counts headers, and takes the worst of the reports that are new", () => {
    const before = counted(0, 0, 0, report(100, 0.9, 900), report(0, 0, 40, "audio"));
    const now = counted(2_000, 24_200, 100, report(100, 0.9, 900), report(1_500, 0.1, 80, "audio"));
    expect(compare(before, now)).toEqual({ loss: 0.1, roundTrip: 80, rate: 120_000 });
  });

  it("knows nothing without a new report, or without a round trip", () => {
    const before = counted(0, 0, 0, report(100, 0.9, 900));
    expect(compare(before, counted(2_000, 10, 1, report(100, 0.9, 900)))).toBeUndefined();
    expect(compare(before, counted(2_000, 10, 1, report(1_000, 0.9, 0)))).toBeUndefined();
    expect(compare(before, counted(0, 10, 1, report(1_000, 0.9, 50)))).toBeUndefined();
  });
});
