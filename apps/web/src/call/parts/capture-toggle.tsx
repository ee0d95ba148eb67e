import type { CaptureKind } from "@onecall/client";
import { type IconNode, Mic, MicOff, Video, VideoOff } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import type { Session } from "../session/session.ts";
import "./capture-toggle.css";

const ICONS: Record<CaptureKind, { on: IconNode; off: IconNode }> = {
  microphone: { on: Mic, off: MicOff },
  camera: { on: Video, off: VideoOff },
};

interface CaptureToggleProps {
  session: Session;
  kind: CaptureKind;
}

/** Microphone or camera on and off. `aria-pressed`: true is on. */
export const CaptureToggle = ({ session, kind }: CaptureToggleProps) => {
  const local = session.local.value;
  const on = kind === "microphone" ? local.microphoneOn : local.cameraOn;
  const { state } = local[kind];
  return (
    <button
      type="button"
      class="toggle"
      data-testid={kind === "microphone" ? "mic" : "camera"}
      data-capture={state}
      aria-pressed={on}
      aria-label={t(`device.${kind}`)}
      title={t(`device.${kind}-turn-${on ? "off" : "on"}`)}
      onClick={() => session.toggle(kind)}
    >
      <Icon icon={on || state === "starting" ? ICONS[kind].on : ICONS[kind].off} size={22} />
      {state === "failed" && <span class="toggle__mark" aria-hidden="true" />}
    </button>
  );
};
