import type { RemoteMedia } from "@onecall/client";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fitOf } from "./fit.ts";

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
    await video.play().catch(() => undefined);
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

/** Not in Firefox before 132, where the clock of a live stream moves with its pictures. */
const FRAME_CALLBACK = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
const FRAME_EVENTS = FRAME_CALLBACK ? ["loadeddata", "resize"] : ["loadeddata", "resize", "timeupdate"];

/**
 * Calls `onPicture(false)` when another track takes over (the other page was reloaded) and `onPicture(true)` with its
 * first picture, so that no black or frozen frame stands for a person.
 */
const usePicture = (
  video: RefObject<HTMLVideoElement | null>,
  track: MediaStreamTrack | undefined,
  onPicture: (there: boolean) => void,
) => {
  useEffect(() => {
    const element = video.current;
    if (!element || !track) return;
    const stop = new AbortController();
    const arrived = () => {
      if (!stop.signal.aborted) onPicture(true);
    };
    onPicture(false);
    for (const event of FRAME_EVENTS) {
      element.addEventListener(event, arrived, { once: true, signal: stop.signal });
    }
    if (FRAME_CALLBACK) element.requestVideoFrameCallback(arrived);
    return () => stop.abort();
  }, [track]);
};

interface RemoteVideoProps {
  remote: RemoteMedia;
  speaker: string;
  label: string;
  onPlayback: (playback: Playback, video: HTMLVideoElement) => void;
  /** Whether a picture of the other device has come. */
  onPicture: (there: boolean) => void;
}

/** The other person's picture and sound. */
export const RemoteVideo = ({ remote, speaker, label, onPlayback, onPicture }: RemoteVideoProps) => {
  const video = useRef<HTMLVideoElement>(null);
  const fit = useFit(video);
  useSpeaker(video, speaker);
  usePicture(video, remote.stream.getVideoTracks()[0], onPicture);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (element.srcObject !== remote.stream) element.srcObject = remote.stream;
    // Also after tracks came later: a stream without tracks never starts to play.
    if (element.paused) void playOrMute(element).then((playback) => onPlayback(playback, element));
  }, [remote]);
  return (
    // biome-ignore lint/a11y/useMediaCaption: a live person has no caption file.
    <video
      ref={video}
      class="remote__video"
      data-testid="remote-video"
      data-fit={fit}
      aria-label={label}
      playsInline
    />
  );
};
