import { LoaderCircle } from "lucide";
import { captureProblems } from "../../call/parts/capture-problems.ts";
import { CaptureToggle } from "../../call/parts/capture-toggle.tsx";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon } from "../../ui/icon.tsx";
import "../../ui/self-video.css";
import { pictureOf, SelfVideo } from "../../ui/self-video.tsx";
import { LevelMeter } from "./level-meter.tsx";
import "./preview.css";
import { ProblemCard } from "./problem-card.tsx";

/** What stands where the picture would be. */
const NoPicture = ({ session }: { session: Session }) => {
  const { state } = session.local.value.camera;
  if (state === "starting") {
    return (
      <div class="preview__words">
        <Icon icon={LoaderCircle} size={28} class="spin" />
        <p>{t("lobby.camera-starting")}</p>
      </div>
    );
  }
  return (
    <div class="preview__words">
      <Avatar name={session.preferences.name.value} />
      <p>{t(state === "on" ? "capture.held.camera" : "lobby.camera-off")}</p>
    </div>
  );
};

/** The own picture as the other person will see it but for the mirror, and the two switches on it. */
export const Preview = ({ session }: { session: Session }) => {
  const local = session.local.value;
  const { stream, camera, microphone, microphoneOn } = local;
  const picture = pictureOf(camera);
  const problem = captureProblems(local).find(({ kinds }) => kinds.includes("camera"));
  return (
    <section
      class={problem ? "preview preview--words on-stage" : "preview on-stage"}
      aria-label={t("lobby.preview")}
    >
      <SelfVideo stream={stream} track={picture} label={t("lobby.preview")} class="preview__video" />
      {problem && <ProblemCard session={session} problem={problem} />}
      {!picture && !problem && <NoPicture session={session} />}
      <div class="preview__controls">
        {microphone.state === "on" && microphoneOn && <LevelMeter track={microphone.track} />}
        <CaptureToggle session={session} kind="microphone" />
        <CaptureToggle session={session} kind="camera" />
      </div>
    </section>
  );
};
