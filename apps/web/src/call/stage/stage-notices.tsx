import { LoaderCircle, WifiOff } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useOnline } from "../../ui/use-online.ts";
import { ProblemNotices } from "../parts/notices.tsx";
import { nameOf } from "../peer-name.ts";
import type { Session } from "../session/session.ts";
import type { StageState } from "./stage.tsx";
import "./stage-notices.css";

const Reconnecting = ({ state }: { state: StageState }) => {
  const online = useOnline();
  if (state.name !== "reconnecting") return null;
  return (
    <p class="pill" data-testid="reconnecting">
      <Icon icon={online ? LoaderCircle : WifiOff} size={18} class={online ? "spin" : ""} />
      {online ? t("call.reconnecting", { name: nameOf(state.peer) }) : t("call.offline")}
    </p>
  );
};

interface StageNoticesProps {
  session: Session;
  state: StageState;
  onCompare: () => void;
}

/** Small words over the stage; never in the way of the faces. */
export const StageNotices = ({ session, state, onCompare }: StageNoticesProps) => (
  <div class="notices stage-notices">
    <Reconnecting state={state} />
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
    <ProblemNotices session={session} />
  </div>
);
