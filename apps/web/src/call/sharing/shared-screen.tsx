import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import type { Session } from "../session/session.ts";
import { DrawLayer } from "./draw/draw-layer.tsx";
import { DrawTools } from "./draw/draw-tools.tsx";
import type { Pens } from "./draw/pens.ts";
import { ScreenSound } from "./screen-sound.tsx";
import "./shared-screen.css";
import type { Sharing, Whose } from "./sharing.ts";

interface PictureProps {
  pens: Pens | undefined;
  track: MediaStreamTrack;
  whose: Whose;
  /** Of the other person. */
  name: string;
}

const Picture = ({ pens, track, whose, name }: PictureProps) => {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <div class="shared">
      <video
        ref={video}
        class="shared__video"
        data-testid="shared-screen"
        data-whose={whose}
        aria-label={whose === "own" ? t("sharing.own-picture") : t("sharing.theirs", { name })}
        muted
        autoplay
        playsInline
      />
      {pens && <DrawLayer pens={pens} whose={whose} video={video} name={name} />}
      {pens && <DrawTools pens={pens} whose={whose} />}
    </div>
  );
};

interface SharedScreenProps {
  session: Session;
  sharing: Sharing;
  pens: Pens | undefined;
  /** Of the other person. */
  name: string;
}

/** The screen that takes the stage, shown whole, and the sound of the other person's. */
export const SharedScreen = ({ session, sharing, pens, name }: SharedScreenProps) => {
  const whose = sharing.shown.value;
  const own = session.local.value.screen;
  const theirs = session.remote.value.screen;
  const ownTrack = own.state === "on" ? own.track : undefined;
  const track = whose === "own" ? ownTrack : theirs?.getVideoTracks()[0];
  return (
    <>
      {whose && track && <Picture key={whose} pens={pens} track={track} whose={whose} name={name} />}
      {theirs && <ScreenSound session={session} stream={theirs} />}
    </>
  );
};
