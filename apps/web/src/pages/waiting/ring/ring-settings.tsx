import { useSignal } from "@preact/signals";
import { Bell, Volume2 } from "lucide";
import { useId } from "preact/hooks";
import type { Session } from "../../../call/session/session.ts";
import { playOnce, RING } from "../../../call/tones.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { askToNotify, canNotify } from "./notification.ts";
import "./ring.css";

const Volume = ({ session }: { session: Session }) => {
  const { ringVolume } = session.preferences;
  const id = useId();
  return (
    <div class="ring__volume">
      <label for={id}>{t("ring.volume")}</label>
      <input
        id={id}
        type="range"
        min={5}
        max={100}
        step={5}
        data-testid="ring-volume"
        value={ringVolume.value}
        onInput={(event) => {
          ringVolume.value = event.currentTarget.value;
        }}
      />
      <Button
        look="quiet"
        icon={Volume2}
        data-testid="try-ring"
        onClick={() => playOnce(RING, session.preferences)}
      >
        {t("ring.try")}
      </Button>
    </div>
  );
};

/** The browser is asked only on a press, and says no for good if it was told so before. */
const Notify = ({ session }: { session: Session }) => {
  const { notify } = session.preferences;
  const refused = useSignal(false);
  if (!canNotify()) return null;
  if (notify.value && Notification.permission === "granted") {
    return (
      <Switch
        label={t("ring.notify-on")}
        testId="notify"
        on
        onChange={() => {
          notify.value = false;
        }}
      />
    );
  }
  const ask = async () => {
    notify.value = await askToNotify();
    refused.value = !notify.value;
  };
  return (
    <>
      <Button icon={Bell} wide data-testid="notify-me" onClick={() => void ask()}>
        {t("ring.notify")}
      </Button>
      {refused.value && (
        <p class="ring__text" role="alert">
          {t("ring.notify-refused")}
        </p>
      )}
    </>
  );
};

/** How a knock makes itself heard here. */
export const RingSettings = ({ session }: { session: Session }) => {
  const { ring } = session.preferences;
  return (
    <details class="ring" data-testid="ring-settings">
      <summary class="ring__summary">
        <Icon icon={Bell} size={18} />
        {t("ring.settings")}
      </summary>
      <div class="ring__body">
        <Switch
          label={t("ring.sound")}
          testId="ring-sound"
          on={ring.value}
          onChange={(on) => {
            ring.value = on;
          }}
        />
        {ring.value && <Volume session={session} />}
        <Notify session={session} />
      </div>
    </details>
  );
};
