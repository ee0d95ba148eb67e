import type {
  Call,
  CallError,
  CallPath,
  CallState,
  Capture,
  CaptureKind,
  DeviceList,
  LocalMedia,
  RemoteMedia,
} from "@onecall/client";
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";

/** What this device captures, at one moment. */
export interface LocalView {
  readonly stream: MediaStream;
  readonly microphone: Capture;
  readonly camera: Capture;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
}

/** What a call tells, as signals. */
export interface CallSignals {
  readonly state: ReadonlySignal<CallState>;
  readonly local: ReadonlySignal<LocalView>;
  readonly remote: ReadonlySignal<RemoteMedia>;
  /** How packets travel; undefined while that is not known. */
  readonly path: ReadonlySignal<CallPath | undefined>;
  readonly devices: ReadonlySignal<DeviceList>;
  /** Id of the device each kind uses, or will use once it is on; "" while nobody chose. */
  readonly chosen: Readonly<Record<CaptureKind, Signal<string>>>;
  /** The last failure that did not end the call, until it is dismissed. */
  readonly problem: Signal<CallError | undefined>;
}

const viewOf = (local: LocalMedia): LocalView => ({
  stream: local.stream,
  microphone: local.microphone,
  camera: local.camera,
  microphoneOn: local.microphoneOn,
  cameraOn: local.cameraOn,
});

/** A copy: the SDK tells a change with the same object, which a signal would not see. */
const remoteOf = ({ stream, microphone, camera }: RemoteMedia): RemoteMedia => ({
  stream,
  microphone,
  camera,
});

/** Follows `call` until `stop` is called. */
export const followCall = (call: Call): CallSignals & { stop(): void } => {
  const state = signal(call.state);
  const local = signal(viewOf(call.local));
  const remote = signal(remoteOf(call.remote));
  const path = signal(call.path);
  const devices = signal(call.devices.list);
  const problem = signal<CallError | undefined>(undefined);
  const chosen = { microphone: signal(""), camera: signal("") };
  const stops = [
    call.on("state", (next) => {
      state.value = next;
    }),
    call.on("remote", (next) => {
      remote.value = remoteOf(next);
    }),
    call.on("path", (next) => {
      path.value = next;
    }),
    call.on("error", (error) => {
      problem.value = error;
    }),
    call.local.onChange(() => {
      local.value = viewOf(call.local);
      for (const kind of ["microphone", "camera"] as const) {
        const capture = call.local[kind];
        if (capture.state === "on") chosen[kind].value = capture.deviceId;
      }
    }),
    call.devices.onChange((list) => {
      devices.value = list;
    }),
  ];
  const stop = () => {
    for (const end of stops) end();
  };
  return { state, local, remote, path, devices, problem, chosen, stop };
};
