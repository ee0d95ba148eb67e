import type { Environment } from "../environment.ts";
import type { MediaErrorCode } from "../errors.ts";
import { mediaErrorCode } from "./errors.ts";
import type { CaptureKind } from "./types.ts";

/** Failures that end when a device comes back or is let go. */
export const IF_IT_MAY_PASS: ReadonlySet<MediaErrorCode> = new Set([
  "media-missing",
  "media-in-use",
  "media-failed",
]);
export const IF_MISSING: ReadonlySet<MediaErrorCode> = new Set(["media-missing"]);

/** Asks the browser for a device of `kind`; never rejects. */
export const askDevice = async (
  { mediaDevices }: Environment,
  kind: CaptureKind,
  wish: MediaTrackConstraints,
): Promise<MediaStreamTrack | MediaErrorCode> => {
  if (!mediaDevices?.getUserMedia) {
    return globalThis.isSecureContext ? "media-unsupported" : "media-insecure";
  }
  try {
    const stream = await mediaDevices.getUserMedia(kind === "camera" ? { video: wish } : { audio: wish });
    return stream.getTracks()[0] ?? "media-failed";
  } catch (error) {
    return mediaErrorCode(error);
  }
};

/** Ids of the devices of `kind`; an id is "" as long as the browser tells only that there is one. */
export const listIds = async ({ mediaDevices }: Environment, kind: CaptureKind): Promise<string[]> => {
  const all = (await mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const wanted = kind === "camera" ? "videoinput" : "audioinput";
  return all.filter((device) => device.kind === wanted).map(({ deviceId }) => deviceId);
};
