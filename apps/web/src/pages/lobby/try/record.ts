/** Length of a recording, ms. */
export const RECORDED_FOR = 6_000;

export interface Recording {
  /** Once it is over. */
  readonly content: Promise<Blob>;
  /** Ends it sooner. */
  stop(): void;
}

/** Records `stream` into memory. Throws where the browser has no recorder for it (W3C MediaStream Recording). */
export const record = (stream: MediaStream): Recording => {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const content = new Promise<Blob>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }));
    recorder.onerror = () => reject(new Error("the recorder failed"));
  });
  recorder.start();
  const timer = setTimeout(stop, RECORDED_FOR);
  void content.finally(() => clearTimeout(timer)).catch(() => undefined);
  return { content, stop };
};
