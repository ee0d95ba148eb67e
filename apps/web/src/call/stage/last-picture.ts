import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { onNextPicture } from "./next-picture.ts";

/** Pictures that come more seldom than this, ms, have stopped for the eye. */
const STOPPED = 400;
/** Once the line is well again, no picture older than this, ms, stands for a person. */
const OUTLIVES = 3_000;

const draw = (video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean => {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
  Object.assign(canvas, { width, height });
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return true;
};

/** Calls `stopped` when `video` shows nothing new for {@link STOPPED}, and `moving` when it does again. */
const watchPictures = (video: HTMLVideoElement, stopped: () => void, moving: () => unknown): (() => void) => {
  let timer = setTimeout(stopped, STOPPED);
  let unwatch = () => {};
  const watch = () => {
    unwatch = onNextPicture(video, () => {
      clearTimeout(timer);
      timer = setTimeout(stopped, STOPPED);
      moving();
      watch();
    });
  };
  watch();
  return () => {
    clearTimeout(timer);
    unwatch();
  };
};

interface Still {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Where the picture is kept: what a video element shows while its track changes differs from browser to browser. */
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly track: MediaStreamTrack | undefined;
  /** Pictures may stop coming, or have. */
  readonly doubtful: boolean;
}

/**
 * Keeps the last picture when pictures stop coming, or will come from another track. True from then until the next one comes; at
 * most for {@link OUTLIVES} longer than there is doubt.
 */
export const useLastPicture = ({ video, canvas, track, doubtful }: Still): boolean => {
  const [kept, setKept] = useState(false);
  const drawn = useRef(false);
  const before = useRef(track);
  // An ended track turns the element black in some browsers, which is no picture.
  const ended = () => track?.readyState === "ended";
  const take = () => {
    if (video.current && canvas.current && draw(video.current, canvas.current)) drawn.current = true;
  };
  const keep = () => {
    if (!drawn.current || !ended()) take();
    setKept(drawn.current);
  };
  useEffect(() => {
    // What is kept already is older, but surely a picture: the element may be between two tracks.
    if (before.current && before.current !== track && !kept) keep();
    before.current = track;
  }, [track]);
  useEffect(() => {
    if (!video.current) return;
    if (doubtful) {
      take();
      return watchPictures(video.current, keep, () => ended() || setKept(false));
    }
    if (!kept) return;
    const timer = setTimeout(() => setKept(false), OUTLIVES);
    const unwatch = onNextPicture(video.current, () => setKept(false));
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  }, [doubtful, track, !doubtful && kept]);
  return kept;
};
