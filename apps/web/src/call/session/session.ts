import type { Call, CallState, CaptureKind, LocalMedia } from "@onecall/client";
import { effect } from "@preact/signals";
import { type Effects, followEffects } from "../../effects/effects.ts";
import type { Preferences, Switches } from "../../preferences/preferences.ts";
import { type CallSignals, followCall } from "./call-signals.ts";

/** One call as the screens see it: what the SDK tells, and what the person can do. */
export interface Session extends CallSignals {
  readonly call: Call;
  readonly preferences: Preferences;
  /** Background and noise. */
  readonly effects: Effects;
  /** Connects to the server and starts what the person left switched on. */
  begin(): void;
  /** Starts what the person left switched on, and nothing else: nobody can knock before `open`. */
  prepare(): void;
  /** Connects to the server, after `prepare`. */
  open(): void;
  toggle(kind: CaptureKind): void;
  /** Tries the devices again that failed. */
  retry(kinds: readonly CaptureKind[]): void;
  /** Goes on without these devices. */
  without(kinds: readonly CaptureKind[]): void;
  choose(kind: CaptureKind, deviceId: string): void;
  /** Host: lets the knocker in, with or without the own picture. */
  accept(options: { video: boolean }): void;
  rejoin(): void;
  /** Leaves the call and stops listening to it. */
  dispose(): void;
}

/** True while the other device is part of it, so that it must be told of a switched-off microphone. */
export const inCall = (state: CallState): boolean =>
  state.name === "connecting" || state.name === "connected" || state.name === "reconnecting";

/** A device that failed is switched on by the next press, although the person has it on already. */
const isOn = (local: LocalMedia, kind: CaptureKind): boolean =>
  local.wanted[kind] && local[kind].state !== "failed";

/** What this person chose in an earlier call; where it is not there, the browser's first is used. */
const useChosen = ({ local }: Call, { chosen }: Preferences): void => {
  for (const kind of ["microphone", "camera"] as const) {
    const id = chosen[kind].value;
    if (id !== "" && local[kind].state === "off") void local.select(kind, id);
  }
};

const captureOf = (call: Call, preferences: Preferences) => {
  const { handle } = call.room;
  const keep = (change: Partial<Switches>) => {
    // Not what works: a camera that is unplugged is wanted after a reload, too.
    preferences.keepSwitches(handle, { ...call.local.wanted, ...change });
  };
  return {
    keep,
    open: async () => {
      const habit = { microphone: preferences.microphone.value, camera: preferences.camera.value };
      useChosen(call, preferences);
      // A reload in the middle of a call must not switch on what the person had switched off in it.
      await call.local.open(preferences.switches(handle) ?? habit);
      await call.devices.refresh();
    },
    switchTo: async (kind: CaptureKind, on: boolean) => {
      if (inCall(call.state)) await call.setEnabled(kind, on);
      else await call.local.setEnabled(kind, on);
    },
    toggle: (kind: CaptureKind) => {
      const on = !isOn(call.local, kind);
      // A choice made before the call is a habit; one made during it is for this call.
      if (inCall(call.state)) keep({ [kind]: on });
      else preferences[kind].value = on;
      return on;
    },
  };
};

/** Wraps `call`; it leaves the call when disposed. */
export const createSession = (call: Call, preferences: Preferences): Session => {
  const { stop, ...signals } = followCall(call);
  const capture = captureOf(call, preferences);
  const effects = followEffects(call.local, preferences);
  const unfollow = effect(() => call.setHideAddress(preferences.hideAddress.value));
  const forget = call.on("state", ({ name }) => {
    if (name === "ended") preferences.keepSwitches(call.room.handle, undefined);
  });
  return {
    ...signals,
    call,
    preferences,
    effects,
    begin: () => {
      call.start();
      void capture.open();
    },
    prepare: () => void capture.open(),
    open: () => call.start(),
    toggle: (kind) => void capture.switchTo(kind, capture.toggle(kind)),
    retry: (kinds) => {
      const want = (kind: CaptureKind) => kinds.includes(kind);
      // Not switched on: a microphone that was muted when it failed comes back muted.
      void call.local.open({ microphone: want("microphone"), camera: want("camera") });
    },
    without: (kinds) => {
      for (const kind of kinds) void capture.switchTo(kind, false);
    },
    choose: (kind, deviceId) => {
      signals.chosen[kind].value = deviceId;
      preferences.chosen[kind].value = deviceId;
      void call.local.select(kind, deviceId);
    },
    accept: ({ video }) => {
      if (!video) capture.keep({ camera: false });
      const name = preferences.name.value;
      call.accept(name ? { video, name } : { video });
    },
    rejoin: () => {
      const ended = call.state.name === "ended";
      signals.problem.value = undefined;
      call.rejoin();
      // Leaving stopped camera and microphone; a lost call never did.
      if (ended) void capture.open();
    },
    dispose: () => {
      stop();
      unfollow();
      effects.stop();
      forget();
      preferences.keepSwitches(call.room.handle, undefined);
      call.leave();
      void call.close();
    },
  };
};
