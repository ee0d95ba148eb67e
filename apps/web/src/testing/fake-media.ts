import type {
  Capture,
  CaptureKind,
  CaptureShape,
  DeviceList,
  Devices,
  LocalMedia,
  ScreenCapture,
  ScreenHint,
  ScreenOutcome,
  ScreenShare,
} from "@onecall/client";

type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void;

const plain: Paint = (context, width, height) => {
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, "#49645a");
  sky.addColorStop(1, "#1f2d27");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
};

const stops = new Set<() => void>();

/** Ends every picture and sound made here. */
export const stopMedia = (): void => {
  for (const stop of stops) stop();
  stops.clear();
};

/** A live picture drawn on a canvas, so that no test needs a camera. */
export const paintedTrack = (width = 320, height = 180, paint: Paint = plain): MediaStreamTrack => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  const draw = () => {
    paint(context, width, height);
    if (track?.readyState !== "ended") requestAnimationFrame(draw);
  };
  const [track] = canvas.captureStream(15).getVideoTracks();
  if (!track) throw new Error("no track");
  draw();
  stops.add(() => track.stop());
  return track;
};

/** A live sound: a quiet tone. */
export const humTrack = (): MediaStreamTrack => {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.value = 0.15;
  const oscillator = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error("no track");
  stops.add(() => {
    track.stop();
    void context.close();
  });
  return track;
};

const LABELLED: DeviceList = {
  microphones: [
    { id: "mic-1", label: "Built-in microphone" },
    { id: "mic-2", label: "Headset" },
  ],
  cameras: [
    { id: "cam-1", label: "Built-in camera" },
    { id: "cam-2", label: "Desk camera" },
  ],
  speakers: [{ id: "out-1", label: "Built-in speakers" }],
};

type On = Extract<Capture, { state: "on" }>;

/** A device that is on, as the person wanted it. */
export const captured = (changes: Partial<On> & Pick<On, "track">): On => ({
  state: "on",
  deviceId: "cam-1",
  label: "Built-in camera",
  replaced: undefined,
  heldBack: false,
  ...changes,
});

export class FakeDevices implements Devices {
  list: DeviceList = LABELLED;
  readonly #listeners = new Set<(list: DeviceList) => void>();
  readonly refresh = async () => this.list;

  onChange(listener: (list: DeviceList) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(list: DeviceList): void {
    this.list = list;
    for (const listener of this.#listeners) listener(list);
  }
}

/** A screen to share that nobody is asked for. */
class FakeScreen implements ScreenShare {
  capture: ScreenCapture = { state: "off" };
  isSupported = true;
  /** What the next wish to share comes to. */
  outcome: ScreenOutcome = "shared";
  /** The picture of what is shared. */
  picture: () => MediaStreamTrack = () => paintedTrack(640, 400);
  /** What the person asked for, in order. */
  readonly asked: string[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  async start(hint: ScreenHint = "text"): Promise<ScreenOutcome> {
    this.asked.push(`start ${hint}`);
    if (this.outcome === "shared") {
      this.set({ state: "on", track: this.picture(), sound: undefined, surface: "window", hint });
    }
    return this.outcome;
  }

  setHint(hint: ScreenHint): void {
    this.asked.push(`hint ${hint}`);
    if (this.capture.state === "on") this.set({ ...this.capture, hint });
  }

  stop(): void {
    this.asked.push("stop");
    this.set({ state: "off" });
  }

  set(capture: ScreenCapture): void {
    this.capture = capture;
    this.#changed();
  }
}

/** Local media without devices: what is asked for is on at once, unless told to fail. */
export class FakeLocalMedia implements LocalMedia {
  microphone: Capture = { state: "off" };
  camera: Capture = { state: "off" };
  readonly stream = new MediaStream();
  readonly screen = new FakeScreen(() => this.#changed());
  /** What the person asked for, in order. */
  readonly asked: string[] = [];
  /** Captures the next request for a kind ends in, instead of `on`. */
  readonly outcome: Partial<Record<CaptureKind, Capture>> = {};
  /** The picture of the camera. */
  picture: () => MediaStreamTrack = () => paintedTrack();
  #muted = false;
  readonly wanted = { microphone: false, camera: false };
  /** How each kind is to be captured. */
  readonly shapes: Record<CaptureKind, CaptureShape> = { microphone: {}, camera: {} };
  readonly #listeners = new Set<() => void>();

  get microphoneOn(): boolean {
    return this.microphone.state === "on" && !this.#muted && !this.microphone.heldBack;
  }
  get cameraOn(): boolean {
    return this.camera.state === "on" && !this.camera.heldBack;
  }

  async open(want: { microphone: boolean; camera: boolean }): Promise<void> {
    this.asked.push(`open ${want.microphone} ${want.camera}`);
    if (want.microphone) this.#start("microphone");
    if (want.camera) this.#start("camera");
  }

  async setEnabled(kind: CaptureKind, on: boolean): Promise<Capture> {
    this.asked.push(`${kind} ${on}`);
    this.switch(kind, on);
    return this[kind];
  }

  async select(kind: CaptureKind, deviceId: string): Promise<Capture> {
    this.asked.push(`select ${kind} ${deviceId}`);
    const current = this[kind];
    if (current.state === "on") this.set(kind, { ...current, deviceId });
    return this[kind];
  }

  async shape(kind: CaptureKind, shape: CaptureShape): Promise<Capture> {
    this.shapes[kind] = shape;
    return this[kind];
  }

  close(): void {
    this.screen.set({ state: "off" });
    this.set("camera", { state: "off" });
    this.set("microphone", { state: "off" });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As {@link setEnabled}, without being asked. */
  switch(kind: CaptureKind, on: boolean): void {
    this.wanted[kind] = on;
    const current = this[kind];
    if (kind === "microphone" && current.state === "on") {
      this.#muted = !on;
      this.set(kind, current);
    } else if (on) this.#start(kind);
    else this.set(kind, { state: "off" });
  }

  set(kind: CaptureKind, capture: Capture): void {
    const before = this[kind];
    if (before.state === "on") this.stream.removeTrack(before.track);
    if (capture.state === "on") this.stream.addTrack(capture.track);
    this[kind] = capture;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #start(kind: CaptureKind): void {
    this.wanted[kind] = true;
    if (kind === "microphone") this.#muted = false;
    this.set(kind, this.outcome[kind] ?? this.#started(kind));
  }

  #started(kind: CaptureKind): Capture {
    return kind === "microphone"
      ? captured({ track: humTrack(), deviceId: "mic-1", label: "Built-in microphone" })
      : captured({ track: this.picture(), deviceId: "cam-1", label: "Built-in camera" });
  }
}
