import { expect, test } from "vitest";
import { type Figures, readFigures } from "./figures.ts";

type Entries = Record<string, unknown>;
const report = (entries: Entries) => new Map(Object.entries(entries)) as unknown as RTCStatsReport;
const flows = (at: number, sent: number, received: number, lost: number) => ({
  screen: { type: "inbound-rtp", kind: "video", mid: "2", timestamp: at, bytesReceived: 9e9, frameWidth: 1 },
  outSound: {
    type: "outbound-rtp",
    kind: "audio",
    mid: "0",
    timestamp: at,
    bytesSent: sent / 5,
    codecId: "opus",
  },
  outPicture: {
    ...{
      type: "outbound-rtp",
      kind: "video",
      mid: "1",
      timestamp: at,
      bytesSent: (sent * 4) / 5,
      codecId: "vp8",
    },
    ...{ frameWidth: 1280, frameHeight: 720, framesPerSecond: 30 },
  },
  inSound: {
    ...{ type: "inbound-rtp", kind: "audio", mid: "0", timestamp: at, bytesReceived: received / 5 },
    ...{ packetsReceived: received / 2_000, packetsLost: lost, jitter: 0.004, codecId: "opus" },
  },
  inPicture: {
    ...{ type: "inbound-rtp", kind: "video", mid: "1", timestamp: at, bytesReceived: (received * 4) / 5 },
    ...{ packetsReceived: received / 2_000, packetsLost: 0, frameWidth: 640, frameHeight: 360 },
  },
  opus: { type: "codec", mimeType: "audio/opus" },
  vp8: { type: "codec", mimeType: "video/VP8" },
  here: { type: "local-candidate", candidateType: "host", protocol: "udp", address: "192.0.2.1" },
  there: { type: "remote-candidate", candidateType: "srflx", protocol: "udp", address: "192.0.2.2" },
});
const pair = {
  type: "candidate-pair",
  state: "succeeded",
  localCandidateId: "here",
  remoteCandidateId: "there",
};
const chromium = (at: number, sent: number, received: number, lost: number) => {
  const entries: Entries = flows(at, sent, received, lost);
  Object.assign(entries["outPicture"] as object, { qualityLimitationReason: "cpu" });
  Object.assign(entries["inPicture"] as object, { freezeCount: 3 });
  const way = { type: "transport", selectedCandidatePairId: "pair" };
  return report({ ...entries, way, pair: { ...pair, currentRoundTripTime: 0.042 } });
};
const firefox = (at: number, sent: number, received: number, lost: number) =>
  report({
    ...flows(at, sent, received, lost),
    told: { type: "remote-inbound-rtp", kind: "audio", roundTripTime: 0.051 },
    pair: { ...pair, selected: true, nominated: true },
  });

test.each([
  ["Chromium", chromium, 42, "cpu", 3],
  ["Firefox", firefox, 51, undefined, 0],
] as const)(
  "reads the figures of camera and microphone in %s",
  (_, shape, roundTrip, limitation, freezes) => {
    const first = readFigures(shape(1_000, 100_000, 200_000, 0));
    expect(first.sent.bitrate).toBeUndefined();
    const figures = readFigures(shape(2_000, 225_000, 290_000, 10), first);
    expect(figures).toMatchObject({
      loss: 10,
      roundTrip,
      jitter: 4,
      path: "host srflx udp",
      limitation,
      freezes,
    });
    expect(figures.sent).toEqual({
      bitrate: 1_000,
      width: 1280,
      height: 720,
      frameRate: 30,
      codecs: ["opus", "VP8"],
    });
    expect(figures.received).toMatchObject({ bitrate: 720, width: 640, height: 360 });
    expect(JSON.stringify(figures)).not.toContain("192.0.2");
  },
);

test("another connection begins anew", () => {
  const first = readFigures(chromium(1_000, 100_000, 200_000, 9));
  const { sent, received, loss } = readFigures(chromium(2_000, 10, 20, 0), first);
  expect([sent.bitrate, received.bitrate, loss]).toEqual([undefined, undefined, undefined]);
});

test("odd reports never throw, and tell no address", () => {
  const odd = [
    undefined,
    null,
    0,
    "192.0.2.1:5000 x",
    Number.NaN,
    {},
    [],
    true,
    -1,
    "inbound-rtp",
    "candidate-pair",
    "a",
  ];
  const keys = [
    "type",
    "kind",
    "mid",
    "timestamp",
    "codecId",
    "mimeType",
    "candidateType",
    "localCandidateId",
    "jitter",
  ];
  let seed = 7;
  const pick = <T>(from: readonly T[]): T => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return from[Math.floor((seed / 2_147_483_648) * from.length)] as T;
  };
  let before: Figures | undefined;
  for (let turn = 0; turn < 2_000; turn++) {
    const entry = () =>
      turn % 9 === 0 ? pick(odd) : Object.fromEntries(keys.map((key) => [key, pick(odd)]));
    before = readFigures(report({ a: entry(), true: entry(), b: entry() }), before);
    expect(JSON.stringify(before)).not.toContain("192.0.2");
  }
});
