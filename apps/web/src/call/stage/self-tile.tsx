import { MicOff, VideoOff } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import "../../ui/self-video.css";
import { pictureOf, SelfVideo } from "../../ui/self-video.tsx";
import type { Session } from "../session/session.ts";
import "./self-tile.css";

/** The own picture, small in the corner. */
export const SelfTile = ({ session }: { session: Session }) => {
  const { stream, camera, microphoneOn } = session.local.value;
  const { mirror, selfView } = session.preferences;
  const picture = pictureOf(camera);
  if (!selfView.value) return null;
  return (
    <div class={picture ? "self" : "self self--bare"}>
      <SelfVideo
        stream={stream}
        track={picture}
        label={t("call.self")}
        class={mirror.value ? "self__video" : "self__video self__video--plain"}
      />
      {!picture && (
        <p class="self__off">
          <Icon icon={VideoOff} size={18} />
          <span>{t(camera.state === "on" ? "capture.held.camera" : "call.self-camera-off")}</span>
        </p>
      )}
      {!microphoneOn && (
        <span class="self__muted" aria-hidden="true">
          <Icon icon={MicOff} size={14} />
        </span>
      )}
    </div>
  );
};
