import type { Session } from "../../call/session/session.ts";
import "../../call/parts/device-menu.css";
import { t } from "../../i18n/translate.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import "../../ui/self-video.css";
import { pictureOf, SelfVideo } from "../../ui/self-video.tsx";
import { BackgroundChoice } from "./background-choice.tsx";
import "./effects-dialog.css";
import { SoundChoice } from "./sound-choice.tsx";

/** The one window of background and sound, in the lobby and in a call: what is chosen is seen and heard at once, and remembered. */
export const EffectsDialog = ({ session }: { session: Session }) => {
  const { choosing, trouble } = session.effects;
  const { stream, camera } = session.local.value;
  const picture = pictureOf(camera);
  if (!choosing.value) return null;
  return (
    <Dialog
      title={t("effects.title")}
      onClose={() => {
        choosing.value = false;
        trouble.value = undefined;
      }}
    >
      <div class="effects" data-testid="effects">
        <div class="effects__preview">
          <SelfVideo stream={stream} track={picture} label={t("effects.preview")} class="effects__video" />
          {!picture && <p class="effects__words">{t("effects.no-picture")}</p>}
        </div>
        {trouble.value && (
          <Notice look="warn" role="alert">
            {t(`effects.${trouble.value}`)}
          </Notice>
        )}
        <BackgroundChoice preferences={session.preferences} />
        <SoundChoice preferences={session.preferences} />
      </div>
    </Dialog>
  );
};
