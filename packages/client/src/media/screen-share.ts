import type { Environment } from "../environment.ts";
import { displayOptions, isFreeOfVoice, screenPicture } from "./screen-constraints.ts";
import type { ScreenCapture, ScreenHint, ScreenOutcome, ScreenShare } from "./screen-types.ts";

type On = Extract<ScreenCapture, { state: "on" }>;

const SURFACES = ["monitor", "window", "browser"] as const;

const surfaceOf = (track: MediaStreamTrack): On["surface"] => {
  const { displaySurface } = track.getSettings();
  return SURFACES.find((one) => one === displaySurface);
};

/** W3C Screen Capture 5.1: a person who chooses nothing and a system that forbids it are told apart by Chromium's words only. */
const refusalOf = (error: unknown): ScreenOutcome => {
  if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return "failed";
  return /system/i.test(error.message) ? "blocked" : "cancelled";
};

/** Captures a screen, window or tab, and its sound where that is safe. `onChange` is called after every change. */
export class CapturedScreen implements ScreenShare {
  readonly #environment: Pick<Environment, "mediaDevices">;
  readonly #onChange: () => void;
  #capture: ScreenCapture = { state: "off" };
  /** Ends the listening to what is captured. */
  #unfollow: AbortController | undefined;
  /** Grows with every wish, so that an answer to an older one is thrown away. */
  #turn = 0;

  constructor(environment: Pick<Environment, "mediaDevices">, onChange: () => void) {
    this.#environment = environment;
    this.#onChange = onChange;
  }

  get capture(): ScreenCapture {
    return this.#capture;
  }

  get isSupported(): boolean {
    return typeof this.#environment.mediaDevices?.getDisplayMedia === "function";
  }

  async start(hint: ScreenHint = "text"): Promise<ScreenOutcome> {
    const { mediaDevices } = this.#environment;
    if (!mediaDevices || !this.isSupported) return "failed";
    const turn = ++this.#turn;
    if (this.#capture.state !== "on") this.#set({ state: "starting" });
    try {
      const stream = await mediaDevices.getDisplayMedia(displayOptions(hint, mediaDevices));
      return this.#take(stream, hint, turn);
    } catch (error) {
      if (turn !== this.#turn) return "superseded";
      if (this.#capture.state === "starting") this.#set({ state: "off" });
      return refusalOf(error);
    }
  }

  setHint(hint: ScreenHint): void {
    const capture = this.#capture;
    if (capture.state !== "on" || capture.hint === hint) return;
    capture.track.contentHint = hint;
    // Where it is refused, the browser goes on as before; the hint tells the encoder anyway.
    capture.track.applyConstraints(screenPicture(hint)).catch(() => undefined);
    this.#set({ ...capture, hint });
  }

  stop(): void {
    this.#turn++;
    if (this.#capture.state === "off") return;
    this.#release();
    this.#set({ state: "off" });
  }

  #take(stream: MediaStream, hint: ScreenHint, turn: number): ScreenOutcome {
    const [track] = stream.getVideoTracks();
    if (turn !== this.#turn || track?.readyState !== "live") {
      for (const one of stream.getTracks()) one.stop();
      if (turn !== this.#turn) return "superseded";
      if (this.#capture.state === "starting") this.#set({ state: "off" });
      return "failed";
    }
    this.#release();
    const surface = surfaceOf(track);
    const [heard] = stream.getAudioTracks();
    const sound = heard && isFreeOfVoice(heard, surface) ? heard : undefined;
    if (!sound) heard?.stop();
    track.contentHint = hint;
    if (sound) sound.contentHint = "music";
    this.#follow(track, sound);
    this.#set({ state: "on", track, sound, surface, hint });
    return "shared";
  }

  #follow(track: MediaStreamTrack, sound: MediaStreamTrack | undefined): void {
    this.#unfollow = new AbortController();
    const { signal } = this.#unfollow;
    // By the browser's own bar, or because the window was closed.
    track.addEventListener("ended", () => this.stop(), { signal });
    const update = (change: Partial<On>) => {
      if (this.#capture.state === "on") this.#set({ ...this.#capture, ...change });
    };
    // The person chose another tab in the browser's bar (W3C Media Capture Extensions).
    track.addEventListener("configurationchange", () => update({ surface: surfaceOf(track) }), { signal });
    sound?.addEventListener("ended", () => update({ sound: undefined }), { signal });
  }

  #release(): void {
    this.#unfollow?.abort();
    if (this.#capture.state !== "on") return;
    this.#capture.track.stop();
    this.#capture.sound?.stop();
  }

  #set(capture: ScreenCapture): void {
    this.#capture = capture;
    this.#onChange();
  }
}
