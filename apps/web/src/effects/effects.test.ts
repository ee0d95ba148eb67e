import { afterEach, describe, expect, test, vi } from "vitest";
import { createPreferences } from "../preferences/preferences.ts";
import { FakeLocalMedia, paintedTrack, stopMedia } from "../testing/fake-media.ts";
import { followEffects } from "./effects.ts";

afterEach(() => {
  stopMedia();
  vi.unstubAllGlobals();
});

const follow = (kept: Record<string, string> = {}) => {
  const entries = new Map(Object.entries(kept).map(([key, value]) => [`onecall.${key}`, value]));
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
  const local = new FakeLocalMedia();
  const preferences = createPreferences(storage, undefined);
  return { local, preferences, entries, effects: followEffects(local, preferences) };
};

describe("effects", () => {
  test("are none at first: nothing is processed, the browser reduces noise", () => {
    expect(follow().local.shapes).toEqual({ camera: {}, microphone: {} });
  });

  test("that were chosen before are there before the camera is", () => {
    const { local } = follow({ background: "blur", sound: "music" });
    expect(local.shapes.camera.processor).toBeTypeOf("function");
    expect(local.shapes.microphone).toEqual({ sound: "raw" });
  });

  test("of another version, or written by something else, count as none", () => {
    expect(follow({ background: "<b>", sound: "loud" }).local.shapes).toEqual({ camera: {}, microphone: {} });
  });

  test("are exactly one of four ways of sound", () => {
    const { local, preferences } = follow();
    preferences.sound.value = "off";
    expect(local.shapes.microphone).toEqual({ sound: "noisy" });
    preferences.sound.value = "model";
    expect(local.shapes.microphone).toMatchObject({ sound: "noisy", processor: expect.any(Function) });
    preferences.sound.value = "browser";
    expect(local.shapes.microphone).toEqual({});
  });

  test("that fail are off, say so, and are not tried again by themselves", async () => {
    vi.stubGlobal("Worker", undefined);
    const { local, preferences, effects, entries } = follow({ background: "dunes" });
    await expect(local.shapes.camera.processor?.(paintedTrack())).rejects.toThrow();
    expect(effects.trouble.value).toBe("background-failed");
    expect(preferences.background.value).toBe("none");
    expect(entries.get("onecall.background")).toBe("none");
    expect(local.shapes.camera).toEqual({});
  });
});
