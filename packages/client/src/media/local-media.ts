import type { Environment } from "../environment.ts";
import { DeviceCapture } from "./device-capture.ts";
import { mediaErrorCode } from "./errors.ts";
import { CapturedScreen } from "./screen-share.ts";
import type { Capture, CaptureKind, CaptureShape, LocalMedia } from "./types.ts";

/** Captures this device's microphone, camera and screen. `onDevices` is called when permission may have named the devices. */
export class CapturedMedia implements LocalMedia {
  readonly stream = new MediaStream();
  readonly screen: CapturedScreen;
  readonly #environment: Environment;
  readonly #onDevices: () => void;
  readonly #devices: Readonly<Record<CaptureKind, DeviceCapture>>;
  readonly #listeners = new Set<() => void>();
  #unwatch: (() => void) | undefined;

  constructor(environment: Environment, onDevices: () => void) {
    this.#environment = environment;
    this.#onDevices = onDevices;
    this.screen = new CapturedScreen(environment, () => this.#changed());
    const device = (kind: CaptureKind) =>
      new DeviceCapture({
        kind,
        environment,
        stream: this.stream,
        onChange: () => this.#changed(),
        onAsked: onDevices,
      });
    this.#devices = { microphone: device("microphone"), camera: device("camera") };
  }

  get microphone(): Capture {
    return this.#devices.microphone.capture;
  }
  get camera(): Capture {
    return this.#devices.camera.capture;
  }
  get microphoneOn(): boolean {
    return this.#devices.microphone.works;
  }
  get cameraOn(): boolean {
    return this.#devices.camera.works;
  }
  get wanted(): Readonly<Record<CaptureKind, boolean>> {
    const { microphone, camera } = this.#devices;
    return { microphone: microphone.wanted, camera: camera.wanted };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async open(want: { microphone: boolean; camera: boolean }): Promise<void> {
    const devices = this.#all.filter(([kind, device]) => want[kind] && device.idle);
    if (devices.length === 0) return;
    this.#watch();
    // Both at once: one question to the person instead of two.
    if (devices.length === 2) await this.#openBoth();
    else for (const [, device] of devices) await device.start();
  }

  async setEnabled(kind: CaptureKind, on: boolean): Promise<Capture> {
    const device = this.#devices[kind];
    if (kind === "microphone" && device.capture.state === "on") {
      device.mute(!on);
    } else if (!on) {
      device.stop();
    } else {
      device.mute(false);
      this.#watch();
      if (device.idle) await device.start();
    }
    return device.capture;
  }

  async select(kind: CaptureKind, deviceId: string): Promise<Capture> {
    const device = this.#devices[kind];
    await device.select(deviceId);
    return device.capture;
  }

  async shape(kind: CaptureKind, shape: CaptureShape): Promise<Capture> {
    const device = this.#devices[kind];
    await device.shape(shape);
    return device.capture;
  }

  close(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.screen.stop();
    for (const [, device] of this.#all) device.stop();
  }

  get #all(): readonly (readonly [CaptureKind, DeviceCapture])[] {
    const { microphone, camera } = this.#devices;
    return [
      ["microphone", microphone],
      ["camera", camera],
    ];
  }

  async #openBoth(): Promise<void> {
    const begun = this.#all.map(([, device]) => ({ device, turn: device.begin() }));
    const refused = await this.#askForBoth(begun);
    if (refused === undefined) return;
    const answers = await Promise.all(begun.map(({ device }) => device.permission.answer()));
    for (const [index, { device, turn }] of begun.entries()) {
      // Told to stop, or to go on alone, while the browser thought about both.
      if (!device.isCurrent(turn)) continue;
      // A "no" to the question for both must not be followed by two more; but there was none where one was blocked already.
      const no = refused === "media-denied" && !answers.includes("refuses");
      const answer = answers[index];
      if (answer === "refuses" || (no && answer === "asks")) device.refuse(refused, turn);
      else await device.start();
    }
  }

  /** What the browser refused with, if it did. */
  async #askForBoth(begun: readonly { readonly device: DeviceCapture; readonly turn: number }[]) {
    const { microphone, camera } = this.#devices;
    const { mediaDevices } = this.#environment;
    // Each alone says what is the matter.
    if (!mediaDevices?.getUserMedia) return "media-unsupported";
    try {
      const stream = await mediaDevices.getUserMedia({
        audio: microphone.constraints,
        video: camera.constraints,
      });
      const taken = stream.getTracks().map((track) => {
        const device = track.kind === "video" ? camera : microphone;
        const mine = begun.find((one) => one.device === device);
        return mine ? device.take(track, mine.turn) : track.stop();
      });
      this.#onDevices();
      await Promise.all(taken);
      return undefined;
    } catch (error) {
      return mediaErrorCode(error);
    }
  }

  /** Follows what happens to the devices until {@link close}. */
  #watch(): void {
    if (this.#unwatch) return;
    const { mediaDevices, onPage } = this.#environment;
    const stop = new AbortController();
    const changed = () => {
      for (const [, device] of this.#all) void device.devicesChanged();
    };
    mediaDevices?.addEventListener("devicechange", changed, { signal: stop.signal });
    const leave = onPage((event) => {
      if (event === "visible") for (const [, device] of this.#all) void device.personIsBack();
    });
    this.#unwatch = () => {
      stop.abort();
      leave();
    };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
