import type { ScreenHint } from "./screen-types.ts";

/** Letters stay sharp at few pictures a second; films and games need many. */
const FRAMES: Readonly<Record<ScreenHint, number>> = { text: 15, motion: 30 };
/** What a call's other screen can show, px; browsers make larger surfaces smaller and keep their shape. */
const LARGEST = { width: { max: 2560 }, height: { max: 1440 } } as const;

/** What the picture of a shared surface should be. */
export const screenPicture = (hint: ScreenHint): MediaTrackConstraints => ({
  ...LARGEST,
  frameRate: { max: FRAMES[hint] },
});

/** Members of W3C Screen Capture 5.3 and its extensions that the DOM typing has not; other browsers pass over them. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  readonly selfBrowserSurface: "exclude";
  readonly surfaceSwitching: "include";
  readonly monitorTypeSurfaces: "include";
  readonly systemAudio: "include" | "exclude";
  readonly windowAudio: "window" | "exclude";
}

interface OwnAudio {
  readonly restrictOwnAudio?: boolean;
}

/**
 * What to ask the browser for. Sound of the whole system is offered only where this page's own, the other person's voice, can be kept
 * out of it (`restrictOwnAudio`); that of another tab never has it in it.
 */
export const displayOptions = (hint: ScreenHint, devices: MediaDevices): DisplayOptions => {
  const supported: MediaTrackSupportedConstraints & OwnAudio = devices.getSupportedConstraints();
  const sound: MediaTrackConstraints & OwnAudio = {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    restrictOwnAudio: true,
  };
  return {
    video: screenPicture(hint),
    audio: sound,
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
    monitorTypeSurfaces: "include",
    systemAudio: supported.restrictOwnAudio ? "include" : "exclude",
    windowAudio: supported.restrictOwnAudio ? "window" : "exclude",
  };
};

/** Whether sound captured with a surface may be sent: not if it could hold the other person's own voice. */
export const isFreeOfVoice = (sound: MediaStreamTrack, surface: string | undefined): boolean => {
  const settings: MediaTrackSettings & OwnAudio = sound.getSettings();
  return settings.restrictOwnAudio === true || surface === "browser";
};
