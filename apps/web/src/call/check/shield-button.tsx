import { Shield, ShieldAlert, ShieldCheck } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import { type Panels, panelId } from "../panel/panels.ts";
import type { StageState } from "../stage/stage.tsx";
import "./shield-button.css";

const SHIELDS = {
  new: { icon: Shield, label: "call.check" },
  known: { icon: Shield, label: "call.check" },
  verified: { icon: ShieldCheck, label: "call.check-verified" },
  changed: { icon: ShieldAlert, label: "call.check-changed" },
} as const;

/** How far the other device's key is trusted; opens the check code. */
export const ShieldButton = ({ state, panels }: { state: StageState; panels: Panels }) => {
  const { icon, label } = SHIELDS[state.peer.trust];
  return (
    <button
      type="button"
      class={`shield shield--${state.peer.trust}`}
      data-testid="check"
      aria-label={t(label)}
      title={t(label)}
      aria-expanded={panels.open.value === "check"}
      aria-controls={panelId("check")}
      onClick={() => panels.toggle("check")}
    >
      <Icon icon={icon} size={18} />
    </button>
  );
};
