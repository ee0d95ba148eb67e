import type { CaptureKind } from "./types.ts";

/** What is asked of a device of `kind`; of any of that kind without `deviceId` (W3C Media Capture and Streams 4.3). */
export const constraintsOf = (kind: CaptureKind, deviceId: string | undefined): MediaTrackConstraints => ({
  ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
  ...(kind === "camera"
    ? { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
    : { echoCancellation: true, noiseSuppression: true, autoGainControl: true }),
});
