import { MonitorUp } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import type { Session } from "../session/session.ts";
import "./share-button.css";
import type { Sharing } from "./sharing.ts";

/** Shares a screen, or stops; not there where the browser can not. */
export const ShareButton = ({ session, sharing }: { session: Session; sharing: Sharing }) => {
  const { state } = session.local.value.screen;
  if (!sharing.isSupported) return null;
  const shares = state === "on";
  return (
    <button
      type="button"
      class="bar__button share"
      data-testid="share"
      aria-pressed={shares}
      aria-label={t("sharing.start")}
      title={t(shares ? "sharing.stop" : "sharing.start")}
      onClick={sharing.toggle}
    >
      <Icon icon={MonitorUp} size={22} />
    </button>
  );
};
