import { ChevronDown, type IconNode, Mic, Video, Volume2 } from "lucide";
import {
  canChooseSpeaker,
  type DeviceOption,
  deviceOptions,
  noneText,
  speakerOptions,
} from "../../call/parts/device-options.ts";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import "../../ui/field.css";
import { Icon } from "../../ui/icon.tsx";

interface DeviceSelectProps {
  icon: IconNode;
  label: string;
  options: readonly DeviceOption[];
  /** What an empty list says. */
  none: string;
  chosen: string;
  onChoose: (id: string) => void;
}

const DeviceSelect = ({ icon, label, options, none, chosen, onChoose }: DeviceSelectProps) => (
  <span class="select-box">
    <Icon icon={icon} size={18} />
    <select
      class="select"
      aria-label={label}
      title={options.find(({ id }) => id === chosen)?.label}
      disabled={options.length === 0}
      value={chosen || options[0]?.id}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {options.length === 0 && <option value="">{none}</option>}
      {options.map(({ id, label: name }) => (
        <option key={id} value={id} selected={id === (chosen || options[0]?.id)}>
          {name}
        </option>
      ))}
    </select>
    <Icon icon={ChevronDown} size={16} />
  </span>
);

/** Which camera, microphone and loudspeaker to use. */
export const DeviceSelects = ({ session }: { session: Session }) => {
  const { microphone, camera } = session.local.value;
  const { chosen } = session;
  const { microphones, cameras, speakers } = session.devices.value;
  const { speaker } = session.preferences;
  return (
    <fieldset class="devices">
      <legend class="visually-hidden">{t("lobby.devices")}</legend>
      <DeviceSelect
        icon={Mic}
        label={t("device.microphone")}
        options={deviceOptions(microphones)}
        none={noneText(microphone)}
        chosen={chosen.microphone.value}
        onChoose={(id) => session.choose("microphone", id)}
      />
      <DeviceSelect
        icon={Video}
        label={t("device.camera")}
        options={deviceOptions(cameras)}
        none={noneText(camera)}
        chosen={chosen.camera.value}
        onChoose={(id) => session.choose("camera", id)}
      />
      {canChooseSpeaker() && (
        <DeviceSelect
          icon={Volume2}
          label={t("device.speaker")}
          options={speakerOptions(speakers)}
          none={t("device.none")}
          chosen={speaker.value}
          onChoose={(id) => {
            speaker.value = id;
          }}
        />
      )}
    </fieldset>
  );
};
