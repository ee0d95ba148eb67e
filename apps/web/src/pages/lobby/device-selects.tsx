import { ChevronDown, type IconNode, Mic, Video, Volume2 } from "lucide";
import {
  canChooseSpeaker,
  type DeviceOption,
  deviceOptions,
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
  chosen: string;
  onChoose: (id: string) => void;
}

const DeviceSelect = ({ icon, label, options, chosen, onChoose }: DeviceSelectProps) => (
  <span class="select-box">
    <Icon icon={icon} size={18} />
    <select
      class="select"
      aria-label={label}
      title={options.find(({ id }) => id === chosen)?.label}
      disabled={options.length === 0}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {options.length === 0 && <option value="">{t("device.none")}</option>}
      {options.map(({ id, label: name }) => (
        <option key={id} value={id} selected={id === chosen}>
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
  const { microphones, cameras, speakers } = session.devices.value;
  const { speaker } = session.preferences;
  return (
    <fieldset class="devices">
      <legend class="visually-hidden">{t("lobby.devices")}</legend>
      <DeviceSelect
        icon={Mic}
        label={t("device.microphone")}
        options={deviceOptions(microphones)}
        chosen={microphone.state === "on" ? microphone.deviceId : ""}
        onChoose={(id) => session.choose("microphone", id)}
      />
      <DeviceSelect
        icon={Video}
        label={t("device.camera")}
        options={deviceOptions(cameras)}
        chosen={camera.state === "on" ? camera.deviceId : ""}
        onChoose={(id) => session.choose("camera", id)}
      />
      {canChooseSpeaker() && (
        <DeviceSelect
          icon={Volume2}
          label={t("device.speaker")}
          options={speakerOptions(speakers)}
          chosen={speaker.value}
          onChoose={(id) => {
            speaker.value = id;
          }}
        />
      )}
    </fieldset>
  );
};
