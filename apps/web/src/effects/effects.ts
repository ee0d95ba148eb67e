import type { CaptureShape, LocalMedia, TrackProcessor } from "@onecall/client";
import { effect, type Signal, signal } from "@preact/signals";
import type { Preferences } from "../preferences/preferences.ts";
import type { Background, Sound } from "./choices.ts";

/** Why an effect the person chose is off after all. */
type EffectsTrouble = "slow" | "background-failed" | "sound-failed";

/** What is done to the own picture and sound before they are shown and sent. */
export interface Effects {
  /** Whether the window that chooses them is open. */
  readonly choosing: Signal<boolean>;
  readonly trouble: Signal<EffectsTrouble | undefined>;
  stop(): void;
}

/** Keeps what `local` captures in the shape that `preferences` ask for; everything that takes is fetched when it is first needed. */
export const followEffects = (local: LocalMedia, preferences: Preferences): Effects => {
  const trouble = signal<EffectsTrouble | undefined>(undefined);
  const giveUp = (why: EffectsTrouble) => {
    if (why === "sound-failed") preferences.sound.value = "browser";
    else preferences.background.value = "none";
    trouble.value = why;
  };
  const orGiveUp =
    (why: EffectsTrouble, process: TrackProcessor): TrackProcessor =>
    async (captured) => {
      try {
        return await process(captured);
      } catch (error) {
        giveUp(why);
        throw error;
      }
    };

  const behind = (background: Background): CaptureShape => {
    if (background === "none") return {};
    const processor: TrackProcessor = async (captured) => {
      const { replaceBackground } = await import("./background/background-track.ts");
      return replaceBackground(captured, background, giveUp);
    };
    return { processor: orGiveUp("background-failed", processor) };
  };
  const sounding = (sound: Sound): CaptureShape => {
    if (sound === "browser") return {};
    if (sound !== "model") return { sound: sound === "music" ? "raw" : "noisy" };
    const processor: TrackProcessor = async (captured) => {
      const { withoutNoise } = await import("./sound/without-noise.ts");
      return withoutNoise(captured);
    };
    return { sound: "noisy", processor: orGiveUp("sound-failed", processor) };
  };
  const stops = [
    effect(() => void local.shape("camera", behind(preferences.background.value))),
    effect(() => void local.shape("microphone", sounding(preferences.sound.value))),
  ];
  return {
    choosing: signal(false),
    trouble,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
};
