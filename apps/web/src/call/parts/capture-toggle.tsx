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
  const pressed = on || (state === "starting" && local.wanted[kind]);
  return (
    <button
      type="button"
      class="toggle"
      data-testid={kind === "microphone" ? "mic" : "camera"}
      data-capture={state}
      aria-pressed={pressed}
      aria-label={t(`device.${kind}`)}
      title={t(`device.${kind}-turn-${pressed ? "off" : "on"}`)}
      onClick={() => session.toggle(kind)}
    >
      <Icon icon={pressed ? ICONS[kind].on : ICONS[kind].off} size={22} />
      {state === "failed" && <span class="toggle__mark" aria-hidden="true" />}
    </button>
  );
};
