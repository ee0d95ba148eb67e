import type { ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Session } from "../../session/session.ts";
import { useFullScreen } from "./full-screen.ts";
import { listenToMediaKeys } from "./media-keys.ts";
import { usePictureInPicture } from "./picture-in-picture.tsx";
import { keepAwake } from "./wake-lock.ts";

/** A way to see the call that is on or off. */
export interface ViewSwitch {
  readonly on: ReadonlySignal<boolean>;
  toggle(): void;
}

/** How this device shows the call; what its browser cannot do is absent. */
export interface StageView {
  readonly fullScreen: ViewSwitch | undefined;
  readonly pictureInPicture: ViewSwitch | undefined;
}

/** What the device does for a call for as long as it is shown. */
export const useStageView = (session: Session): StageView => {
  useEffect(keepAwake, []);
  useEffect(() => listenToMediaKeys(session), [session]);
  return { fullScreen: useFullScreen(), pictureInPicture: usePictureInPicture(session) };
};
