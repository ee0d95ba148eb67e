import { useSignal } from "@preact/signals";
import { Volume2 } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { Session } from "../../../call/session/session.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";
import { chimeOn } from "./chime.ts";

/** A sound from the loudspeaker the call will use. */
export const SpeakerTest = ({ session }: { session: Session }) => {
  const state = useSignal<"ready" | "playing" | "played" | "failed">("ready");
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const play = async () => {
    stop.current?.();
    state.value = "playing";
    try {
      const chime = await chimeOn(session.preferences.speaker.value);
      stop.current = chime.stop;
      await chime.ended;
      state.value = "played";
    } catch {
      state.value = "failed";
    }
  };
  return (
    <section class="try">
      <h3 class="try__title">{t("try.speaker")}</h3>
      <Button icon={Volume2} data-testid="test-speaker" onClick={() => void play()}>
        {t(state.value === "ready" ? "try.play" : "try.play-again")}
      </Button>
      <p class="try__text" role="status">
        {t(`try.speaker-${state.value}`)}
      </p>
    </section>
  );
};
