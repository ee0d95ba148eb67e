import { EffectsNotice } from "../../effects/panel/effects-notice.tsx";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemNotices } from "../parts/notices.tsx";
import { nameOf } from "../peer-name.ts";
import type { Session } from "../session/session.ts";
import type { Sharing } from "../sharing/sharing.ts";
import { SharingNotices } from "../sharing/sharing-notices.tsx";
import { TroublePill } from "../troubles/trouble-pill.tsx";
import type { StageState } from "./stage.tsx";
import "./stage-notices.css";

interface StageNoticesProps {
  session: Session;
  state: StageState;
  sharing: Sharing;
  onCompare: () => void;
}

/** Small words over the stage; never in the way of the faces. */
export const StageNotices = ({ session, state, sharing, onCompare }: StageNoticesProps) => (
  <div class="notices stage-notices">
    <SharingNotices session={session} sharing={sharing} name={nameOf(state.peer)} />
    <TroublePill session={session} state={state} />
    {state.peer.trust === "changed" && (
      <Notice look="danger" role="alert">
        <p>{t("call.changed")}</p>
        <div class="notices__ways">
          <Button look="quiet" onClick={onCompare}>
            {t("call.changed-open")}
          </Button>
        </div>
      </Notice>
    )}
    <EffectsNotice effects={session.effects} />
    <ProblemNotices session={session} />
  </div>
);
