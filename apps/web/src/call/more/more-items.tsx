import { Keyboard, Sparkles } from "lucide";
import { t } from "../../i18n/translate.ts";
import type { Panels } from "../panel/panels.ts";
import type { Session } from "../session/session.ts";
import { MoreItem } from "./more-item.tsx";

export interface MoreItemsProps {
  session: Session;
  panels: Panels;
  onKeyHelp: () => void;
}

/** What the More menu offers, in this order. */
export const MoreItems = ({ session, onKeyHelp }: MoreItemsProps) => (
  <>
    <MoreItem
      icon={Sparkles}
      label={t("effects.title")}
      testid="effects-open"
      onPress={() => {
        session.effects.choosing.value = true;
      }}
    />
    <MoreItem icon={Keyboard} label={t("keys.title")} testid="key-help" hotkey="?" onPress={onKeyHelp} />
  </>
);
