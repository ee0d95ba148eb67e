import { describe, expect, it } from "vitest";
import { humTrack } from "../../testing/fake-media.ts";
import { loudnessOf, meterLevel, watchLevel } from "./level.ts";

describe("the level meter", () => {
  it("measures in dB below full scale", () => {
    expect(loudnessOf(new Float32Array(64))).toBe(-Infinity);
    expect(loudnessOf(new Float32Array(64).fill(1))).toBeCloseTo(0);
    expect(loudnessOf(new Float32Array(64).fill(0.1))).toBeCloseTo(-20);
  });
  it("shows nothing for silence and all for shouting", () => {
    expect(meterLevel(-Infinity)).toBe(0);
    expect(meterLevel(-55)).toBe(0);
    expect(meterLevel(-12)).toBe(1);
    expect(meterLevel(3)).toBe(1);
    expect(meterLevel(-33.5)).toBeCloseTo(0.5);
  });
  it("hears a live microphone", async () => {
    const track = humTrack();
    let stop = () => {};
    const loudness = await new Promise<number>((resolve) => {
      stop = watchLevel(track, (level) => {
        if (meterLevel(level) > 0.25) resolve(level);
      });
    });
    stop();
    expect(loudness).toBeGreaterThan(-40);
  });
});
