import { expect, it } from "vitest";
import { hasSign } from "./first-sign.ts";
import { OFFERED } from "./media-sections.ts";

/** A connection with these counters of what came in. */
const receiving = (...inbound: Record<string, unknown>[]) => {
  const stats = new Map(inbound.map((stat, i) => [String(i), { type: "inbound-rtp", ...stat }]));
  return { getStats: async () => stats, getTransceivers: () => SECTIONS } as unknown as RTCPeerConnection;
};
const SECTIONS = OFFERED.map(([, kind], i) => ({ mid: String(i), receiver: { track: { kind } } }));
const sound = { kind: "audio", packetsReceived: 5 };

it.each([
  ["no connection", undefined, false],
  [
    "nothing came",
    receiving({ kind: "audio", packetsReceived: 0 }, { kind: "video", packetsReceived: 0 }),
    false,
  ],
  ["only sound comes", receiving(sound, { kind: "video", packetsReceived: 0 }), true],
  [
    "a picture is on its way, and none is decoded",
    receiving(sound, { kind: "video", packetsReceived: 3, framesDecoded: 0 }),
    false,
  ],
  [
    "the camera's picture is there, and padding in the screen's section",
    receiving(
      { kind: "video", mid: "2", packetsReceived: 1, framesDecoded: 0 },
      { kind: "video", mid: "1", packetsReceived: 30, framesDecoded: 1 },
    ),
    true,
  ],
  [
    "only sound comes, and padding in the screen's section",
    receiving({ ...sound, mid: "0" }, { kind: "video", mid: "2", packetsReceived: 1, framesDecoded: 0 }),
    true,
  ],
  ["a picture is there", receiving({ kind: "video", packetsReceived: 30, framesDecoded: 1 }), true],
  ["only something else came", receiving({ type: "outbound-rtp", kind: "audio", packetsReceived: 9 }), false],
] as const)("REJOIN-4: %s", async (_, connection, sign) => {
  expect(await hasSign(connection)).toBe(sign);
});

it("REJOIN-4: a connection that was closed meanwhile has none", async () => {
  const closed = { getStats: () => Promise.reject(new Error("closed")) } as unknown as RTCPeerConnection;
  expect(await hasSign(closed)).toBe(false);
});
