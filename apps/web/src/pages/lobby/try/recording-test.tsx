import { useSignal } from "@preact/signals";
import { CircleDot, Square } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { Session } from "../../../call/session/session.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";
import { RECORDED_FOR, type Recording, record } from "./record.ts";

/** Six seconds of oneself, as the other person will see and hear them; gone with the dialog. */
export const RecordingTest = ({ session }: { session: Session }) => {
  const state = useSignal<"ready" | "recording" | "failed">("ready");
  const played = useSignal<string | undefined>(undefined);
  const recording = useRef<Recording>(undefined);
  const forget = () => {
    if (played.value) URL.revokeObjectURL(played.value);
    played.value = undefined;
  };
  useEffect(
    () => () => {
      recording.current?.stop();
      forget();
    },
    [],
  );
  const { microphoneOn, cameraOn, stream } = session.local.value;
  const start = async () => {
    forget();
    try {
      recording.current = record(stream);
      state.value = "recording";
      played.value = URL.createObjectURL(await recording.current.content);
      state.value = "ready";
    } catch {
      state.value = "failed";
    }
  };
  if (!microphoneOn && !cameraOn) {
    return (
      <section class="try">
        <h3 class="try__title">{t("try.record-title")}</h3>
        <p class="try__text">{t("try.record-nothing")}</p>
      </section>
    );
  }
  const records = state.value === "recording";
  return (
    <section class="try">
      <h3 class="try__title">{t("try.record-title")}</h3>
      <Button
        icon={records ? Square : CircleDot}
        data-testid="test-record"
        onClick={() => (records ? recording.current?.stop() : void start())}
      >
        {records ? t("try.record-stop") : t("try.record", { count: RECORDED_FOR / 1000 })}
      </Button>
      <p class="try__text" role="status">
        {t(`try.record-${state.value}`)}
      </p>
      {played.value && (
        // biome-ignore lint/a11y/useMediaCaption: it is the person's own voice of this very moment.
        <video class="try__video" data-testid="recorded" src={played.value} controls autoplay playsInline />
      )}
    </section>
  );
};
