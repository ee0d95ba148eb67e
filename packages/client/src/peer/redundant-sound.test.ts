import { describe, expect, it } from "vitest";
import { preferRedundantSound } from "./redundant-sound.ts";

const codec = (mimeType: string): RTCRtpCodec => ({ mimeType, clockRate: 48_000 });

const chosenFor = (
  codecs: readonly RTCRtpCodec[] | undefined,
): Record<string, readonly string[] | undefined> => {
  const chosen: Record<string, readonly string[] | undefined> = {};
  class Receiver {
    static getCapabilities = codecs && (() => ({ codecs, headerExtensions: [] }));
    track: { kind: string };
    constructor(kind: string) {
      this.track = { kind };
    }
  }
  const transceivers = ["audio", "video"].map((kind) => ({
    receiver: new Receiver(kind),
    setCodecPreferences: (list: readonly RTCRtpCodec[]) => {
      chosen[kind] = list.map(({ mimeType }) => mimeType);
    },
  }));
  preferRedundantSound({ getTransceivers: () => transceivers as unknown as RTCRtpTransceiver[] });
  return chosen;
};

describe("preferRedundantSound", () => {
  it("R-19: puts RED before what it repeats, and leaves the rest in its order", () => {
    const codecs = ["audio/opus", "audio/red", "audio/G722"].map(codec);
    expect(chosenFor(codecs)).toEqual({ audio: ["audio/red", "audio/opus", "audio/G722"] });
  });

  it("changes nothing where the browser has no RED, or tells nothing", () => {
    expect(chosenFor([codec("audio/opus")])).toEqual({});
    expect(chosenFor(undefined)).toEqual({});
  });
});
