import type {
  Call,
  CallError,
  CallState,
  Capture,
  CaptureKind,
  DeviceList,
  LocalMedia,
  RemoteMedia,
} from "@onecall/client";
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Preferences } from "../../preferences/preferences.ts";

/** What this device captures, at one moment. */
export interface LocalView {
  readonly stream: MediaStream;
  readonly microphone: Capture;
  readonly camera: Capture;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
}

/** One call as the screens see it: what the SDK tells, as signals, and what the person can do. */
export interface Session {
  readonly call: Call;
  readonly preferences: Preferences;
  readonly state: ReadonlySignal<CallState>;
  readonly local: ReadonlySignal<LocalView>;
  readonly remote: ReadonlySignal<RemoteMedia>;
  readonly devices: ReadonlySignal<DeviceList>;
  /** Id of the device each kind uses, or will use once it is on; "" while nobody chose. */
  readonly chosen: Readonly<Record<CaptureKind, ReadonlySignal<string>>>;
  /** The last failure that did not end the call, until it is dismissed. */
  readonly problem: Signal<CallError | undefined>;
  /** Connects to the server and starts what the person left switched on. */
  begin(): void;
  toggle(kind: CaptureKind): void;
  /** Tries the devices again that failed. */
  retry(kinds: readonly CaptureKind[]): void;
  /** Goes on without these devices. */
  without(kinds: readonly CaptureKind[]): void;
  choose(kind: CaptureKind, deviceId: string): void;
  rejoin(): void;
  /** Leaves the call and stops listening to it. */
  dispose(): void;
}

const viewOf = (local: LocalMedia): LocalView => ({
  stream: local.stream,
  microphone: local.microphone,
  camera: local.camera,
  microphoneOn: local.microphoneOn,
  cameraOn: local.cameraOn,
});

/** True while the other device is part of it, so that it must be told of a switched-off microphone. */
export const inCall = (state: CallState): boolean =>
  state.name === "connecting" || state.name === "connected" || state.name === "reconnecting";

const isOn = (local: LocalMedia, kind: CaptureKind): boolean =>
  kind === "microphone" ? local.microphoneOn : local.cameraOn;

/** Wraps `call`; it leaves the call when disposed. */
export const createSession = (call: Call, preferences: Preferences): Session => {
  const state = signal(call.state);
  const local = signal(viewOf(call.local));
  const remote = signal<RemoteMedia>({ ...call.remote });
  const devices = signal(call.devices.list);
  const chosen = { microphone: signal(""), camera: signal("") };
  const noteDevices = () => {
    for (const kind of ["microphone", "camera"] as const) {
      const capture = call.local[kind];
      if (capture.state === "on") chosen[kind].value = capture.deviceId;
    }
  };
  const problem = signal<CallError | undefined>(undefined);
  const stops = [
    call.on("state", (next) => {
      state.value = next;
    }),
    call.on("remote", ({ stream, microphone, camera }) => {
      // A copy: the SDK may tell a change with the same object, which a signal would not see.
      remote.value = { stream, microphone, camera };
    }),
    call.on("error", (error) => {
      problem.value = error;
    }),
    call.local.onChange(() => {
      local.value = viewOf(call.local);
      noteDevices();
    }),
    call.devices.onChange((list) => {
      devices.value = list;
    }),
  ];

  const open = async () => {
    const { microphone, camera } = preferences;
    await call.local.open({ microphone: microphone.value, camera: camera.value });
    await call.devices.refresh();
  };
  const switchTo = async (kind: CaptureKind, on: boolean) => {
    if (inCall(call.state)) await call.setEnabled(kind, on);
    else await call.local.setEnabled(kind, on);
  };

  return {
    call,
    preferences,
    state,
    local,
    remote,
    devices,
    chosen,
    problem,
    begin: () => {
      call.start();
      void open();
    },
    toggle: (kind) => {
      const on = !isOn(call.local, kind);
      // A choice made before the call is a habit; one made during it is for the moment.
      if (!inCall(call.state)) preferences[kind].value = on;
      void switchTo(kind, on);
    },
    retry: (kinds) => {
      const want = (kind: CaptureKind) => kinds.includes(kind);
      if (inCall(call.state)) for (const kind of kinds) void switchTo(kind, true);
      else void call.local.open({ microphone: want("microphone"), camera: want("camera") });
    },
    without: (kinds) => {
      for (const kind of kinds) void switchTo(kind, false);
    },
    choose: (kind, deviceId) => {
      chosen[kind].value = deviceId;
      void call.local.select(kind, deviceId);
    },
    rejoin: () => {
      const ended = call.state.name === "ended";
      problem.value = undefined;
      call.rejoin();
      // Leaving stopped camera and microphone; a lost call never did.
      if (ended) void open();
    },
    dispose: () => {
      for (const stop of stops) stop();
      call.leave();
      void call[Symbol.asyncDispose]();
    },
  };
};
