import type { RemoteMedia } from "@onecall/client";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fitOf } from "./fit.ts";
import { useLastPicture } from "./last-picture.ts";
import { onNextPicture } from "./next-picture.ts";

/** Whether the browser plays sound before the person touched the page (HTML 4.8.11.8, autoplay). */
export type Playback = "playing" | "blocked";

const isBlocked = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "NotAllowedError";

/** Plays with sound, or without where the browser asks for a click first. */
const playOrMute = async (video: HTMLVideoElement): Promise<Playback> => {
  try {
    video.muted = false;
    await video.play();
    return "playing";
  } catch (error) {
    // Any other refusal is an interruption by newer media, which plays by itself.
    if (!isBlocked(error)) return "playing";
    video.muted = true;
    // Not waited for: it may take until the first picture, and the person should know before.
    void video.play().catch(() => undefined);
    return "blocked";
  }
};

const useFit = (video: RefObject<HTMLVideoElement | null>) => {
  const [fit, setFit] = useState<"cover" | "contain">("cover");
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const measure = () =>
      setFit(
        fitOf(
          { width: element.videoWidth, height: element.videoHeight },
          { width: element.clientWidth, height: element.clientHeight },
        ),
      );
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      element.removeEventListener("resize", measure);
    };
  }, []);
  return fit;
};

/** Sends the sound to `speaker`; "" is the system's choice. Where that is refused, it stays where it is. */
const useSpeaker = (video: RefObject<HTMLVideoElement | null>, speaker: string) => {
  useEffect(() => {
    const element = video.current;
    if (element && "setSinkId" in element) void element.setSinkId(speaker).catch(() => undefined);
  }, [speaker]);
};

/** Whether `track` has shown a picture: not yet when it took over from another (the other page was reloaded). */
const usePicture = (
  video: RefObject<HTMLVideoElement | null>,
  track: MediaStreamTrack | undefined,
): boolean => {
  const [shown, setShown] = useState<MediaStreamTrack | undefined>(undefined);
  useEffect(() => {
    const element = video.current;
    if (!element || !track) return;
    return onNextPicture(element, () => setShown(track));
  }, [track]);
  return track !== undefined && shown === track;
};

interface RemoteVideoProps {
  remote: RemoteMedia;
  speaker: string;
  label: string;
  /** Cut to fill the window whatever is lost. */
  fill: boolean;
  /** Pictures may stop coming, or have: the last one stays. */
  doubtful: boolean;
  onPlayback: (playback: Playback, video: HTMLVideoElement) => void;
  /** Whether there is a picture to show, if only the last one. */
  onPicture: (there: boolean) => void;
}

/** The other person's picture and sound. */
export const RemoteVideo = (props: RemoteVideoProps) => {
  const { remote, speaker, label, fill, doubtful, onPlayback, onPicture } = props;
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const fitting = useFit(video);
  const fit = fill ? "cover" : fitting;
  useSpeaker(video, speaker);
  const [track] = remote.stream.getVideoTracks();
  const still = useLastPicture({ video, canvas, track, doubtful });
  const fresh = usePicture(video, track);
  useEffect(() => onPicture(still || fresh), [still, fresh]);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (element.srcObject !== remote.stream) element.srcObject = remote.stream;
    // Also after tracks came later: a stream without tracks never starts to play.
    if (element.paused) void playOrMute(element).then((playback) => onPlayback(playback, element));
  }, [remote]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live person has no caption file. */}
      <video
        ref={video}
        class="remote__video"
        data-testid="remote-video"
        data-fit={fit}
        aria-label={label}
        playsInline
      />
      <canvas
        ref={canvas}
        class="remote__video remote__last"
        data-testid="last-picture"
        data-fit={fit}
        hidden={!still}
      />
    </>
  );
};
