/** Not in Firefox before 132. */
const FRAME_CALLBACK = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
/** There, the clock of a live stream moves with its pictures. */
const FRAME_EVENTS = ["loadeddata", "resize", "timeupdate"];

/** Calls `arrived` once, when `video` shows a picture it did not show yet, unless the returned function was called before. */
export const onNextPicture = (video: HTMLVideoElement, arrived: () => void): (() => void) => {
  const stop = new AbortController();
  const once = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    arrived();
  };
  if (FRAME_CALLBACK) video.requestVideoFrameCallback(once);
  else for (const event of FRAME_EVENTS) video.addEventListener(event, once, { signal: stop.signal });
  return () => stop.abort();
};
