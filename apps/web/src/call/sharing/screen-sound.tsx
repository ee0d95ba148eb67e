import { Volume2 } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import type { Session } from "../session/session.ts";

/** The sound of the other person's screen: heard also while this person's own has the stage. */
export const ScreenSound = ({ session, stream }: { session: Session; stream: MediaStream }) => {
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const speaker = session.preferences.speaker.value;
  const [track] = stream.getAudioTracks();
  const play = async () => {
    try {
      await audio.current?.play();
      setBlocked(false);
    } catch (error) {
      // Anything else is an interruption by newer media, which plays by itself.
      setBlocked(error instanceof DOMException && error.name === "NotAllowedError");
    }
  };
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    element.srcObject = track ? new MediaStream([track]) : null;
    if (track) void play();
  }, [track]);
  useEffect(() => {
    const element = audio.current;
    // Where a speaker is refused, the sound stays where it is.
    if (element && "setSinkId" in element) void element.setSinkId(speaker).catch(() => undefined);
  }, [speaker]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live screen has no caption file. */}
      <audio ref={audio} data-testid="screen-sound" />
      {blocked && (
        <Button look="primary" icon={Volume2} class="shared__sound" onClick={() => void play()}>
          {t("call.sound")}
        </Button>
      )}
    </>
  );
};
