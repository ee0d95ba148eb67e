import { Activity, Keyboard, Sparkles } from "lucide";
import { t } from "../../i18n/translate.ts";
import type { Panels } from "../panel/panels.ts";
import { ReactionRow } from "../reactions/reaction-row.tsx";
import type { ReactionsView } from "../reactions/reactions.ts";
import type { Session } from "../session/session.ts";
import type { StageView } from "../stage/view/stage-view.ts";
import { ViewItems } from "../stage/view/view-items.tsx";
import { MoreItem } from "./more-item.tsx";

export interface MoreItemsProps {
  session: Session;
  panels: Panels;
  view: StageView;
  reactions: ReactionsView;
  onKeyHelp: () => void;
}

/** What the More menu offers, in this order. */
export const MoreItems = ({ session, panels, view, reactions, onKeyHelp }: MoreItemsProps) => (
  <>
    <ReactionRow reactions={reactions} />
    <MoreItem
      icon={Sparkles}
      label={t("effects.title")}
      testid="effects-open"
      onPress={() => {
        session.effects.choosing.value = true;
      }}
    />
    <ViewItems session={session} view={view} />
    <MoreItem
      icon={Activity}
      label={t("figures.title")}
      testid="figures-open"
      onPress={() => panels.show("figures")}
    />
    <MoreItem icon={Keyboard} label={t("keys.title")} testid="key-help" hotkey="?" onPress={onKeyHelp} />
  </>
);
