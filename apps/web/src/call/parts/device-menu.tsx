import type { CaptureKind } from "@onecall/client";
import { ChevronUp } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import { usePopup } from "../../ui/use-popup.ts";
import type { Session } from "../session/session.ts";
import "./device-menu.css";
import {
  canChooseSpeaker,
  type DeviceOption,
  deviceOptions,
  noneText,
  speakerOptions,
} from "./device-options.ts";

interface ChoicesProps {
  legend: string;
  options: readonly DeviceOption[];
  /** What an empty list says. */
  none: string;
  chosen: string;
  onChoose: (id: string) => void;
}

const Choices = ({ legend, options, none, chosen, onChoose }: ChoicesProps) => {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend class="choices__legend">{legend}</legend>
      {options.length === 0 && <p class="choices__none">{none}</p>}
      {options.map(({ id, label }) => (
        <label key={id} class="choice">
          <input
            class="choice__input"
            type="radio"
            name={name}
            value={id}
            checked={id === chosen}
            onChange={() => onChoose(id)}
          />
          <span class="choice__mark" aria-hidden="true" />
          <span class="choice__label">{label}</span>
        </label>
      ))}
    </fieldset>
  );
};

const MicrophoneChoices = ({ session }: { session: Session }) => {
  const { microphone } = session.local.value;
  const { microphones, speakers } = session.devices.value;
  const { speaker } = session.preferences;
  return (
    <>
      <Choices
        legend={t("device.microphone")}
        options={deviceOptions(microphones)}
        none={noneText(microphone)}
        chosen={session.chosen.microphone.value}
        onChoose={(id) => session.choose("microphone", id)}
      />
      {canChooseSpeaker() && (
        <Choices
          legend={t("device.speaker")}
          options={speakerOptions(speakers)}
          none={t("device.none")}
          chosen={speaker.value}
          onChoose={(id) => {
            speaker.value = id;
          }}
        />
      )}
    </>
  );
};

const CameraChoices = ({ session }: { session: Session }) => {
  const { camera } = session.local.value;
  return (
    <Choices
      legend={t("device.camera")}
      options={deviceOptions(session.devices.value.cameras)}
      none={noneText(camera)}
      chosen={session.chosen.camera.value}
      onChoose={(id) => session.choose("camera", id)}
    />
  );
};

/** The small arrow beside a toggle: which device it switches. */
export const DeviceMenu = ({ session, kind }: { session: Session; kind: CaptureKind }) => {
  const id = useId();
  const { open, root, button } = usePopup();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open.value) return;
    const chosen = panel.current?.querySelector<HTMLInputElement>("input:checked");
    (chosen ?? panel.current?.querySelector("input"))?.focus();
  }, [open.value]);
  const label = t(`device.${kind}-menu`);
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="menu__button"
        data-testid={kind === "microphone" ? "mic-menu" : "camera-menu"}
        aria-label={label}
        title={label}
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => {
          open.value = !open.value;
          if (open.value) void session.call.devices.refresh();
        }}
      >
        <Icon icon={ChevronUp} size={18} />
      </button>
      <div id={id} ref={panel} class="menu__panel" hidden={!open.value}>
        {kind === "microphone" ? (
          <MicrophoneChoices session={session} />
        ) : (
          <CameraChoices session={session} />
        )}
      </div>
    </div>
  );
};
