import { download } from "../../../ui/download.ts";

/** What stands on the stage: a shared screen before the other person. */
const PICTURES = ["[data-testid=shared-screen]", "[data-testid=remote-video]"];

/** Saves what the other person shows as a PNG file, in its own resolution. */
export const saveSnapshot = (now: Date): void => {
  const videos = PICTURES.map((name) => document.querySelector<HTMLVideoElement>(name));
  const video = videos.find((one) => one && one.videoWidth > 0);
  if (!video) return;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const fileName = `onecall-${now.toISOString().slice(0, 19).replaceAll(":", "-")}.png`;
  canvas.toBlob((content) => content && download(content, fileName), "image/png");
};
