import type { Session } from "../../../call/session/session.ts";
import { momentWords } from "../../../i18n/moment.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { forgetMissed, readMissed } from "./missed.ts";
import "./ring.css";

/** More than this nobody needs to see at once. */
const SHOWN = 3;

/** Who knocked at this room while its host was not at the device. */
export const MissedKnocks = ({ session }: { session: Session }) => {
  const { missed } = session.preferences;
  const { handle } = session.call.room;
  const here = readMissed(missed.value).filter((one) => one.handle === handle);
  if (here.length === 0) return null;
  return (
    <Notice title={t("ring.missed", { count: here.length })}>
      <ul class="missed" data-testid="missed">
        {here.slice(0, SHOWN).map(({ name, at }) => (
          <li key={at}>
            <bdi>{name.trim() || t("knock.nameless")}</bdi> · {momentWords(at)}
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        data-testid="clear-missed"
        onClick={() => {
          missed.value = forgetMissed(missed.value, handle);
        }}
      >
        {t("app.dismiss")}
      </Button>
    </Notice>
  );
};
