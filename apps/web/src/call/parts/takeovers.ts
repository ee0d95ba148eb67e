import type { CaptureKind, LocalMedia } from "@onecall/client";
import { type ReadonlySignal, signal } from "@preact/signals";

/** How long the screen says that another device is used now, ms. */
const SAID_FOR = 6_000;

/** A device that took over from another without being asked. */
export interface Takeover {
  readonly kind: CaptureKind;
  /** The device used now, as the browser names it. */
  readonly label: string;
}

/** The last takeover of a device, for as long as it is news. */
export const followTakeovers = (
  local: LocalMedia,
): { takeover: ReadonlySignal<Takeover | undefined>; stop(): void } => {
  const takeover = signal<Takeover | undefined>(undefined);
  const seen = new WeakSet<MediaStreamTrack>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (kind: CaptureKind) => {
    const capture = local[kind];
    if (capture.state !== "on" || seen.has(capture.track)) return;
    seen.add(capture.track);
    if (capture.replaced === undefined) return;
    takeover.value = { kind, label: capture.label };
    clearTimeout(timer);
    timer = setTimeout(() => {
      takeover.value = undefined;
    }, SAID_FOR);
  };
  const end = local.onChange(() => {
    look("microphone");
    look("camera");
  });
  return {
    takeover,
    stop: () => {
      end();
      clearTimeout(timer);
    },
  };
};
