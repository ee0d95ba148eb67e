import type { Environment } from "../environment.ts";
import type { DeviceList, Devices } from "./types.ts";

const EMPTY: DeviceList = { microphones: [], cameras: [], speakers: [] };

/** Watches the devices of `environment`; `close` ends it. */
export const watchDevices = (environment: Environment): Devices & { close(): void } => {
  const { mediaDevices } = environment;
  const listeners = new Set<(list: DeviceList) => void>();
  let list = EMPTY;

  const refresh = async (): Promise<DeviceList> => {
    const found = (await mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind) =>
      // Before permission the browser lists one nameless entry a kind with an empty id: nothing to choose.
      found
        .filter((device) => device.kind === kind && device.deviceId !== "")
        .map((device) => ({ id: device.deviceId, label: device.label }));
    list = { microphones: of("audioinput"), cameras: of("videoinput"), speakers: of("audiooutput") };
    for (const listener of listeners) listener(list);
    return list;
  };
  const onDeviceChange = () => void refresh();
  mediaDevices?.addEventListener("devicechange", onDeviceChange);

  return {
    get list() {
      return list;
    },
    refresh,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      mediaDevices?.removeEventListener("devicechange", onDeviceChange);
      listeners.clear();
    },
  };
};
