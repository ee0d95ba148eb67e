import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import type { Session } from "../session/session.ts";
import { ScreenSound } from "./screen-sound.tsx";
import "./shared-screen.css";
import type { Sharing } from "./sharing.ts";

interface PictureProps {
  track: MediaStreamTrack;
  whose: "own" | "theirs";
  label: string;
}

const Picture = ({ track, whose, label }: PictureProps) => {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video
      ref={video}
      class="shared__video"
      data-testid="shared-screen"
      data-whose={whose}
      aria-label={label}
      muted
      autoplay
      playsInline
    />
  );
};

interface SharedScreenProps {
  session: Session;
  sharing: Sharing;
  /** Of the other person. */
  name: string;
}

/** The screen that takes the stage, shown whole, and the sound of the other person's. */
export const SharedScreen = ({ session, sharing, name }: SharedScreenProps) => {
  const whose = sharing.shown.value;
  const own = session.local.value.screen;
  const theirs = session.remote.value.screen;
  const ownTrack = own.state === "on" ? own.track : undefined;
  const track = whose === "own" ? ownTrack : theirs?.getVideoTracks()[0];
  return (
    <>
      {whose && track && (
        <div class="shared">
          <Picture
            track={track}
            whose={whose}
            label={whose === "own" ? t("sharing.own-picture") : t("sharing.theirs", { name })}
          />
        </div>
      )}
      {theirs && <ScreenSound session={session} stream={theirs} />}
    </>
  );
};
