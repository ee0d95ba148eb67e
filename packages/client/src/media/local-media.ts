import type { Environment } from "../environment.ts";
import type { MediaErrorCode } from "../errors.ts";
import { mediaErrorCode } from "./errors.ts";
import type { Capture, CaptureKind, LocalMedia } from "./types.ts";

const OFF: Capture = { state: "off" };
const KINDS = ["microphone", "camera"] as const;

const constraints = (kind: CaptureKind, deviceId: string | undefined): MediaTrackConstraints => ({
  ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
  ...(kind === "camera"
    ? { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
    : { echoCancellation: true, noiseSuppression: true, autoGainControl: true }),
});

/** Captures this device's microphone and camera. `onDevices` is called when permission may have named the devices. */
export class CapturedMedia implements LocalMedia {
  readonly stream = new MediaStream();
  readonly #environment: Environment;
  readonly #onDevices: () => void;
  readonly #captures: Record<CaptureKind, Capture> = { microphone: OFF, camera: OFF };
  readonly #chosen: Partial<Record<CaptureKind, string>> = {};
  readonly #listeners = new Set<() => void>();
  readonly #wanted: Record<CaptureKind, boolean> = { microphone: false, camera: false };
  /** Grows when capture is told to stop, so that a late answer of the browser is stopped too. */
  readonly #turn: Record<CaptureKind, number> = { microphone: 0, camera: 0 };

  constructor(environment: Environment, onDevices: () => void) {
    this.#environment = environment;
    this.#onDevices = onDevices;
  }

  get microphone(): Capture {
    return this.#captures.microphone;
  }
  get camera(): Capture {
    return this.#captures.camera;
  }
  get microphoneOn(): boolean {
    const capture = this.#captures.microphone;
    return capture.state === "on" && capture.track.enabled;
  }
  get cameraOn(): boolean {
    return this.#captures.camera.state === "on";
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async open(want: { microphone: boolean; camera: boolean }): Promise<void> {
    const kinds = KINDS.filter((kind) => want[kind] && this.#idle(kind));
    for (const kind of kinds) this.#wanted[kind] = true;
    // Both at once first: one question to the person instead of two.
    const refused = kinds.length === 2 ? await this.#capture([...kinds]) : "media-failed";
    if (refused === undefined) return;
    for (const kind of kinds) {
      // Told to stop while the browser thought about both.
      if (!this.#wanted[kind]) continue;
      // A "no" to the question for both must not be followed by two more questions.
      if (refused === "media-denied" && !(await this.#maybeGranted(kind))) this.#fail(kind, refused);
      else await this.#capture([kind]);
    }
  }

  async setEnabled(kind: CaptureKind, on: boolean): Promise<Capture> {
    const capture = this.#captures[kind];
    if (kind === "microphone" && capture.state === "on") {
      capture.track.enabled = on;
      this.#changed();
    } else if (!on) {
      this.#stop(kind);
    } else if (this.#idle(kind)) {
      await this.#capture([kind]);
    }
    return this.#captures[kind];
  }

  async select(kind: CaptureKind, deviceId: string): Promise<Capture> {
    this.#chosen[kind] = deviceId;
    const capture = this.#captures[kind];
    if (capture.state === "off") return capture;
    const muted = capture.state === "on" && !capture.track.enabled;
    this.#stop(kind);
    await this.#capture([kind]);
    const next = this.#captures[kind];
    if (muted && next.state === "on") next.track.enabled = false;
    this.#changed();
    return next;
  }

  close(): void {
    for (const kind of KINDS) this.#stop(kind);
  }

  #idle(kind: CaptureKind): boolean {
    const { state } = this.#captures[kind];
    return state === "off" || state === "failed";
  }

  /** What the browser refused with, if it did; after a refusal of both kinds they are left off for single tries. */
  async #capture(kinds: CaptureKind[]): Promise<MediaErrorCode | undefined> {
    const { mediaDevices } = this.#environment;
    if (!mediaDevices?.getUserMedia) {
      const code = globalThis.isSecureContext ? "media-unsupported" : "media-insecure";
      for (const kind of kinds) this.#fail(kind, code);
      return undefined;
    }
    const turns = kinds.map((kind) => ++this.#turn[kind]);
    // Kinds that were not told to stop or start anew while the browser thought about it.
    const wanted = (kind: CaptureKind) => this.#turn[kind] === turns[kinds.indexOf(kind)];
    for (const kind of kinds) this.#set(kind, { state: "starting" });
    try {
      const stream = await mediaDevices.getUserMedia(this.#constraints(kinds));
      for (const track of stream.getTracks()) {
        const kind = track.kind === "video" ? "camera" : "microphone";
        if (wanted(kind)) this.#use(kind, track);
        else track.stop();
      }
      this.#onDevices();
      return undefined;
    } catch (error) {
      const code = mediaErrorCode(error);
      for (const kind of kinds.filter(wanted)) {
        this.#set(kind, kinds.length > 1 ? OFF : { state: "failed", code });
      }
      return code;
    }
  }

  #constraints(kinds: CaptureKind[]): MediaStreamConstraints {
    const of = (kind: CaptureKind) => kinds.includes(kind) && constraints(kind, this.#chosen[kind]);
    return { audio: of("microphone"), video: of("camera") };
  }

  #use(kind: CaptureKind, track: MediaStreamTrack): void {
    this.stream.addTrack(track);
    track.addEventListener("ended", () => {
      // Unplugged or taken back by the person: never fired by our own stop().
      const capture = this.#captures[kind];
      if (capture.state !== "on" || capture.track !== track) return;
      this.stream.removeTrack(track);
      this.#fail(kind, "media-missing");
    });
    const deviceId = track.getSettings().deviceId ?? "";
    this.#set(kind, { state: "on", track, deviceId, label: track.label });
  }

  #stop(kind: CaptureKind): void {
    this.#wanted[kind] = false;
    this.#turn[kind]++;
    const capture = this.#captures[kind];
    if (capture.state === "on") {
      capture.track.stop();
      this.stream.removeTrack(capture.track);
    }
    this.#set(kind, OFF);
  }

  /** False when the browser would have to ask again. */
  async #maybeGranted(kind: CaptureKind): Promise<boolean> {
    try {
      // "camera" and "microphone" are in the W3C registry, but not in every browser or typing.
      const status = await this.#environment.permissions?.query({ name: kind as PermissionName });
      return status === undefined || status.state === "granted";
    } catch {
      return true;
    }
  }

  #fail(kind: CaptureKind, code: MediaErrorCode): void {
    this.#set(kind, { state: "failed", code });
  }

  #set(kind: CaptureKind, capture: Capture): void {
    this.#captures[kind] = capture;
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
