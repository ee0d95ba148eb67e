import { Phone } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { CaptureToggle } from "../../parts/capture-toggle.tsx";
import type { Session } from "../../session/session.ts";
import "./small-window.css";

const peerOf = (session: Session): string => {
  const state = session.state.value;
  return "peer" in state ? state.peer.name : "";
};

/** The call in a window of its own over all others: the other person, microphone, camera, Leave. */
export const SmallWindow = ({ session, onLeave }: { session: Session; onLeave: () => void }) => {
  const video = useRef<HTMLVideoElement>(null);
  const { stream, camera, paused, screen } = session.remote.value;
  const shown = screen ?? stream;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = shown;
    // Its sound comes from the stage. A refusal leaves the initials.
    void element.play().catch(() => undefined);
  }, [shown]);
  const name = peerOf(session);
  const pictured = screen !== null || (camera && !paused);
  return (
    <main class="small on-stage">
      <video ref={video} class="small__video" aria-label={name} muted playsInline hidden={!pictured} />
      {!pictured && <Avatar name={name} />}
      <div class="small__bar">
        <CaptureToggle session={session} kind="microphone" />
        <CaptureToggle session={session} kind="camera" />
        <button
          type="button"
          class="bar__leave"
          data-testid="leave"
          aria-label={t("call.leave")}
          title={t("call.leave")}
          onClick={onLeave}
        >
          <Icon icon={Phone} size={22} class="bar__hang-up" />
        </button>
      </div>
    </main>
  );
};
