/** What a shared screen shows: letters that have to stay sharp, or pictures that have to move. */
export type ScreenHint = "text" | "motion";

/** What this device shares. */
export type ScreenCapture =
  | { readonly state: "off" }
  /** The browser asks the person what to share. */
  | { readonly state: "starting" }
  | {
      readonly state: "on";
      readonly track: MediaStreamTrack;
      /** Sound of what is shared, where the browser captures it and the other person's voice is not in it. */
      readonly sound: MediaStreamTrack | undefined;
      /** Undefined where the browser does not tell. */
      readonly surface: "monitor" | "window" | "browser" | undefined;
      readonly hint: ScreenHint;
    };

/**
 * What became of a wish to share. `cancelled`: the person chose nothing; `blocked`: the system does not let the browser see the
 * screen; `superseded`: it was stopped, or asked for anew, while the browser asked.
 */
export type ScreenOutcome = "shared" | "cancelled" | "blocked" | "failed" | "superseded";

/** The screen, window or tab this device shares beside its camera. */
export interface ScreenShare {
  readonly capture: ScreenCapture;
  /** False where the browser can not capture screens: on phones, and on insecure origins. */
  readonly isSupported: boolean;
  /**
   * Lets the person choose what to share; while something is shared it goes on until another choice is made. Needs a click just before
   * (W3C Screen Capture 5.1). Never rejects.
   */
  start(hint?: ScreenHint): Promise<ScreenOutcome>;
  /** What is shared from now on shows letters, or moves. */
  setHint(hint: ScreenHint): void;
  stop(): void;
}
