import type { Capture, Device } from "@onecall/client";
import { t } from "../../i18n/translate.ts";

/** A device as it stands in a list. */
export interface DeviceOption {
  readonly id: string;
  readonly label: string;
}

/** Named entries for `devices`; those the browser does not name yet are numbered. */
export const deviceOptions = (devices: readonly Device[]): readonly DeviceOption[] =>
  devices.map(({ id, label }, index) => ({
    id,
    label: label || t("device.unnamed", { number: index + 1 }),
  }));

/** The same for loudspeakers, which can also be left to the system. */
export const speakerOptions = (speakers: readonly Device[]): readonly DeviceOption[] => [
  { id: "", label: t("device.default") },
  ...deviceOptions(speakers.filter(({ id }) => id !== "default")),
];

/** What an empty list says: a browser that blocks devices does not list them either. */
export const noneText = (capture: Capture): string =>
  capture.state === "failed" && capture.code === "media-denied" ? t("device.blocked") : t("device.none");

/** Whether this browser lets a page choose the loudspeaker (W3C Audio Output Devices 3). */
export const canChooseSpeaker = (): boolean => "setSinkId" in HTMLMediaElement.prototype;
