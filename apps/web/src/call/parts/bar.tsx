import { Phone } from "lucide";
import type { ComponentChildren } from "preact";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import type { Session } from "../session/session.ts";
import "./bar.css";
import { CaptureToggle } from "./capture-toggle.tsx";
import { DeviceMenu } from "./device-menu.tsx";

interface BarProps {
  session: Session;
  leaveLabel: string;
  onLeave: () => void;
  /** What stands between the devices and Leave. */
  children?: ComponentChildren;
}

/** The controls of a call; Leave is always the last and the only red one. */
export const Bar = ({ session, leaveLabel, onLeave, children }: BarProps) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none.
  <div class="bar" role="group" aria-label={t("call.controls")}>
    <div class="bar__pair">
      <CaptureToggle session={session} kind="microphone" />
      <DeviceMenu session={session} kind="microphone" />
    </div>
    <div class="bar__pair">
      <CaptureToggle session={session} kind="camera" />
      <DeviceMenu session={session} kind="camera" />
    </div>
    {children}
    <button
      type="button"
      class="bar__leave"
      data-testid="leave"
      aria-label={leaveLabel}
      title={leaveLabel}
      onClick={onLeave}
    >
      <Icon icon={Phone} size={22} class="bar__hang-up" />
    </button>
  </div>
);
