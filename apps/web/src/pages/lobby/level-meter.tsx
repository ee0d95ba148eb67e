import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { meterLevel, watchLevel } from "./level.ts";

/** Level above which a person has surely spoken. */
const HEARD = 0.25;
const BARS = [0, 1, 2, 3, 4];

/** Shows that the microphone hears something, before anyone else could. */
export const LevelMeter = ({ track }: { track: MediaStreamTrack }) => {
  const bars = useRef<HTMLSpanElement>(null);
  const heard = useSignal(false);
  useEffect(() => {
    heard.value = false;
    return watchLevel(track, (loudness) => {
      const level = meterLevel(loudness);
      bars.current?.style.setProperty("--level", level.toFixed(3));
      if (level > HEARD) heard.value = true;
    });
  }, [track]);
  return (
    <div class="level">
      <span class="level__bars" ref={bars} aria-hidden="true">
        {BARS.map((bar) => (
          <span key={bar} class={`level__bar level__bar--${bar}`} />
        ))}
      </span>
      <span class="level__text">{heard.value ? t("lobby.heard") : t("lobby.silent")}</span>
    </div>
  );
};
