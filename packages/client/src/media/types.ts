import type { MediaErrorCode } from "../errors.ts";
import type { ScreenShare } from "./screen-types.ts";

export type CaptureKind = "microphone" | "camera";

/** What one capture device is doing. */
export type Capture =
  | { readonly state: "off" }
  | { readonly state: "starting" }
  | {
      readonly state: "on";
      readonly track: MediaStreamTrack;
      readonly deviceId: string;
      readonly label: string;
      /** Label of the device it took over from without being asked, because that one went away or came back. */
      readonly replaced: string | undefined;
      /** The system holds it back for now, for a phone call, say, or by a switch on the device (the track is `muted`). */
      readonly heldBack: boolean;
    }
  | { readonly state: "failed"; readonly code: MediaErrorCode };

/** A track that was made from a captured one. */
export interface ProcessedTrack {
  readonly track: MediaStreamTrack;
  /** Ends `track` and frees what made it; the captured one is not its to stop. */
  stop(): void;
}

/** Makes the track that is shown and sent from a captured one; until it has, nothing is. Where it rejects, the captured one is. */
export type TrackProcessor = (captured: MediaStreamTrack) => Promise<ProcessedTrack>;

/**
 * What the browser does to a microphone's sound: `speech` takes out echo and noise and levels it, `noisy` leaves the noise in for a
 * processor, `raw` changes nothing, in stereo where the device has it.
 */
export type SoundMode = "speech" | "noisy" | "raw";

/** How a device is captured, and what its track goes through. */
export interface CaptureShape {
  /** Of a microphone; `speech` unless given. */
  readonly sound?: SoundMode;
  readonly processor?: TrackProcessor | undefined;
}

/**
 * What this device captures. A device that goes away while the person has it on is replaced by another one of its kind, and taken
 * again when it is back, without a question to the person. Nothing here reaches the other device before both said yes (SPEC CONSENT-1). */
export interface LocalMedia {
  readonly microphone: Capture;
  readonly camera: Capture;
  /** Shared beside the camera, once the person wants it. */
  readonly screen: ScreenShare;
  /** Live tracks of microphone and camera for a preview; the same object for the whole call. */
  readonly stream: MediaStream;
  /** Starts what the person wants on; resolves when each kind is `on`, `off` or `failed`, never rejects. */
  open(want: { microphone: boolean; camera: boolean }): Promise<void>;
  /**
   * Turns a device on or off. Camera off stops the track, so its light goes out; microphone off mutes the
   * track, so it is back without delay. Resolves with what became of it.
   */
  setEnabled(kind: CaptureKind, on: boolean): Promise<Capture>;
  /** Uses another device from now on, without renegotiation. */
  select(kind: CaptureKind, deviceId: string): Promise<Capture>;
  /**
   * Captures `kind` in this way from now on, without renegotiation; what is on changes at once. Resolves with what became of it,
   * never rejects.
   */
  shape(kind: CaptureKind, shape: CaptureShape): Promise<Capture>;
  /** True when the microphone is captured, not muted, and not held back by the system. */
  readonly microphoneOn: boolean;
  /** True when the camera is captured, and not held back by the system. */
  readonly cameraOn: boolean;
  /** What the person has switched on, whether it works at the moment or not. */
  readonly wanted: Readonly<Record<CaptureKind, boolean>>;
  /** Stops everything at once. */
  close(): void;
  /** Called after every change of the above; returns its unsubscribe. */
  onChange(listener: () => void): () => void;
}

/** A device the person can choose. */
export interface Device {
  readonly id: string;
  /** "" until the browser may tell. */
  readonly label: string;
}

/** Devices as `navigator.mediaDevices` lists them now. */
export interface DeviceList {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
}

/** The list of devices, kept current on `devicechange`. */
export interface Devices {
  readonly list: DeviceList;
  /** Asks the browser anew; permission given meanwhile fills in the labels. */
  refresh(): Promise<DeviceList>;
  onChange(listener: (list: DeviceList) => void): () => void;
}
