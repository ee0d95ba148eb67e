import { effect } from "@preact/signals";
import type { Session } from "../../session/session.ts";

/** Not in TypeScript's list for every browser; each is refused where it is unknown (W3C Media Session, "hangup" and on). */
const ACTIONS = ["hangup", "togglemicrophone", "togglecamera"] as const;

const handle = (action: (typeof ACTIONS)[number], handler: (() => void) | null) => {
  try {
    navigator.mediaSession.setActionHandler(action as MediaSessionAction, handler);
  } catch {
    // This browser has no such key.
  }
};

/** Hang-up, mute and camera keys of headsets, the system and the browser's own small window, until the returned function is called. */
export const listenToMediaKeys = (session: Session): (() => void) => {
  if (!("mediaSession" in navigator)) return () => {};
  handle("hangup", () => session.call.leave());
  handle("togglemicrophone", () => session.toggle("microphone"));
  handle("togglecamera", () => session.toggle("camera"));
  const { mediaSession } = navigator;
  const stop = effect(() => {
    const { microphoneOn, cameraOn } = session.local.value;
    void mediaSession.setMicrophoneActive?.(microphoneOn);
    void mediaSession.setCameraActive?.(cameraOn);
  });
  return () => {
    stop();
    for (const action of ACTIONS) handle(action, null);
  };
};
