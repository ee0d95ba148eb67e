import type {
  Call,
  CallError,
  CallPath,
  CallState,
  Capture,
  CaptureKind,
  DeviceList,
  Line,
  LocalMedia,
  RemoteMedia,
  ScreenCapture,
} from "@onecall/client";
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { followTakeovers, type Takeover } from "../parts/takeovers.ts";
import { watchDoor } from "../troubles/door.ts";
import { followOnline } from "../troubles/online.ts";
import { steady } from "../troubles/steady.ts";
import { type Trouble, troubleOf } from "../troubles/trouble.ts";

/** What this device captures, at one moment. */
export interface LocalView {
  readonly stream: MediaStream;
  readonly microphone: Capture;
  readonly camera: Capture;
  /** Captured and not muted by the person; the system may hold it back. */
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  /** What the person has switched on, whether it works at the moment or not. */
  readonly wanted: Readonly<Record<CaptureKind, boolean>>;
  readonly screen: ScreenCapture;
}

/** What a call tells, as signals. */
export interface CallSignals {
  readonly state: ReadonlySignal<CallState>;
  readonly local: ReadonlySignal<LocalView>;
  readonly remote: ReadonlySignal<RemoteMedia>;
  /** How packets travel; undefined while that is not known. */
  readonly path: ReadonlySignal<CallPath | undefined>;
  /** How well packets travel, as the SDK measures it. */
  readonly line: ReadonlySignal<Line>;
  /** The one trouble to show, without flicker. */
  readonly trouble: ReadonlySignal<Trouble | undefined>;
  /** False while the browser knows that this device has no network at all. */
  readonly online: ReadonlySignal<boolean>;
  /** Host in a call: the server has been out of reach for a while, so that nobody new can knock. */
  readonly closedDoor: ReadonlySignal<boolean>;
  /** The server serves a newer version of this page. */
  readonly outdated: ReadonlySignal<boolean>;
  readonly devices: ReadonlySignal<DeviceList>;
  /** Id of the device each kind uses, or will use once it is on; "" while nobody chose. */
  readonly chosen: Readonly<Record<CaptureKind, Signal<string>>>;
  /** A device that took over from another without being asked, while that is news. */
  readonly takeover: ReadonlySignal<Takeover | undefined>;
  /** The last failure that did not end the call, until it is dismissed. */
  readonly problem: Signal<CallError | undefined>;
}

const viewOf = ({ stream, microphone, camera, wanted, screen }: LocalMedia): LocalView => ({
  stream,
  microphone,
  camera,
  microphoneOn: microphone.state === "on" && wanted.microphone,
  cameraOn: camera.state === "on",
  wanted: { ...wanted },
  screen: screen.capture,
});

/** A copy: the SDK tells a change with the same object, which a signal would not see. */
const remoteOf = ({ stream, microphone, camera, paused, screen }: RemoteMedia): RemoteMedia => ({
  stream,
  microphone,
  camera,
  paused,
  screen,
});

/** Both devices met, so that the server is not needed for the call itself. */
const talking = ({ name }: CallState) => name === "connected" || name === "reconnecting";

/** How the line is, and what of it is worth a word. */
const followLine = (call: Call, state: ReadonlySignal<CallState>, local: ReadonlySignal<LocalView>) => {
  const line = signal(call.line);
  const network = followOnline();
  const { online } = network;
  const door = watchDoor(call);
  const trouble = steady(
    computed(() =>
      troubleOf({
        state: state.value,
        line: line.value,
        online: online.value,
        camera: local.value.cameraOn,
      }),
    ),
  );
  const closedDoor = computed(
    () => call.room.role === "host" && talking(state.value) && door.unreachable.value,
  );
  const stops = [
    call.on("line", (next) => {
      line.value = next;
    }),
    network.stop,
    door.stop,
    trouble.stop,
  ];
  return { line, online, closedDoor, trouble: trouble.shown, stops };
};

/** Follows `call` until `stop` is called. */
export const followCall = (call: Call): CallSignals & { stop(): void } => {
  const state = signal(call.state);
  const local = signal(viewOf(call.local));
  const remote = signal(remoteOf(call.remote));
  const path = signal(call.path);
  const devices = signal(call.devices.list);
  const problem = signal<CallError | undefined>(undefined);
  const outdated = signal(call.isOutdated);
  const chosen = { microphone: signal(""), camera: signal("") };
  const { stops: lineStops, ...lineSignals } = followLine(call, state, local);
  const takeovers = followTakeovers(call.local);
  const stops = [
    ...lineStops,
    takeovers.stop,
    call.on("outdated", () => {
      outdated.value = true;
    }),
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
  const { takeover } = takeovers;
  return { ...lineSignals, takeover, state, local, remote, path, outdated, devices, problem, chosen, stop };
};
