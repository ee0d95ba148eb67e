import type { Capture } from "@onecall/client";
import { useEffect, useRef } from "preact/hooks";

/** The own picture, if there is one: a camera the system holds back gives only black. */
export const pictureOf = (camera: Capture): MediaStreamTrack | undefined =>
  camera.state === "on" && !camera.heldBack ? camera.track : undefined;

interface SelfVideoProps {
  stream: MediaStream;
  /** Changes when the camera does: some browsers stop showing a stream whose track was replaced. */
  track: MediaStreamTrack | undefined;
  label: string;
  class: string;
}

/** The own picture: mirrored for its owner only, never with sound. */
export const SelfVideo = ({ stream, track, label, class: className }: SelfVideoProps) => {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    video.srcObject = track ? stream : null;
  }, [stream, track]);
  return (
    <video
      ref={ref}
      class={`self-video ${className}`}
      data-testid="local-video"
      aria-label={label}
      muted
      autoplay
      playsInline
      disablePictureInPicture
      hidden={!track}
    />
  );
};
