import type { CaptureKind, SoundMode } from "./types.ts";

const SOUND: Readonly<Record<SoundMode, MediaTrackConstraints>> = {
  speech: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  noisy: { echoCancellation: true, noiseSuppression: false, autoGainControl: true },
  raw: {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 2 },
  },
};

/** What is asked of a device of `kind`; of any of that kind without `deviceId` (W3C Media Capture and Streams 4.3). */
export const constraintsOf = (
  kind: CaptureKind,
  deviceId: string | undefined,
  sound: SoundMode = "speech",
): MediaTrackConstraints => ({
  ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
  ...(kind === "camera"
    ? { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
    : SOUND[sound]),
});
