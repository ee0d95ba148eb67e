import type { ComponentChildren } from "preact";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Logo } from "../../ui/logo.tsx";
import "../../ui/self-video.css";
import { pictureOf, SelfVideo } from "../../ui/self-video.tsx";
import { Bar } from "../parts/bar.tsx";
import { ProblemNotices } from "../parts/notices.tsx";
import type { Session } from "../session/session.ts";
import "./front.css";

/** Why there is no own picture; a camera that is on without one is held back by the system. */
const NO_PICTURE = {
  off: "lobby.camera-off",
  failed: "lobby.camera-off",
  starting: "lobby.camera-starting",
  on: "capture.held.camera",
} as const;

interface FrontProps {
  session: Session;
  leaveLabel: string;
  onLeave: () => void;
  /** Small words above the card. */
  notices?: ComponentChildren;
  /** The card. */
  children: ComponentChildren;
}

/** Before there is anyone to see: the own picture fills the window, with one card on it. */
export const Front = ({ session, leaveLabel, onLeave, notices, children }: FrontProps) => {
  const { stream, camera } = session.local.value;
  const picture = pictureOf(camera);
  return (
    <main class="front on-stage">
      <SelfVideo stream={stream} track={picture} label={t("lobby.preview")} class="front__video" />
      {!picture && (
        <div class="front__no-picture">
          <Avatar name={session.preferences.name.value} />
          <p>{t(NO_PICTURE[camera.state])}</p>
        </div>
      )}
      <div class="front__shade" aria-hidden="true" />
      <header class="front__header">
        <Logo />
      </header>
      <div class="front__main">
        <div class="front__column">
          <div class="notices">
            {notices}
            <ProblemNotices session={session} />
          </div>
          {children}
        </div>
      </div>
      <div class="front__bar">
        <Bar session={session} leaveLabel={leaveLabel} onLeave={onLeave} />
      </div>
    </main>
  );
};
