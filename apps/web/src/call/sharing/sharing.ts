import type { ScreenHint, ScreenOutcome } from "@onecall/client";
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../app/live-region.tsx";
import { t } from "../../i18n/translate.ts";
import type { Session } from "../session/session.ts";

/** How long the screen says that nothing was chosen, ms. */
const SAID_FOR = 4_000;

/** Whose screen takes the stage. */
export type Whose = "own" | "theirs";
/** Why nothing is shared although the person wanted to. */
export type Refusal = Exclude<ScreenOutcome, "shared" | "superseded">;

/** The sharing of screens, as one person sees it. */
export interface Sharing {
  /** False where the browser can not capture screens. */
  readonly isSupported: boolean;
  /** The screen on the stage: of two that are shared the one that began last. */
  readonly shown: ReadonlySignal<Whose | undefined>;
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  /** Lets the person choose what to share. */
  start(): Promise<void>;
  stop(): void;
  toggle(): void;
  setHint(hint: ScreenHint): void;
  /** Puts this one on the stage. */
  show(whose: Whose): void;
  dismiss(): void;
}

/**
 * Which screen is shown. The own whole screen would show this page, and itself in it, again and again: it takes the stage only where
 * the person wants it.
 */
const followScreens = (session: Session) => {
  const latest = signal<Whose | undefined>(undefined);
  const own = computed(() => {
    const { screen } = session.local.value;
    return screen.state === "on" ? screen : undefined;
  });
  const theirs = computed(() => session.remote.value.screen !== null);
  const shares = computed(() => own.value !== undefined);
  const mirrors = computed(() => own.value?.surface === "monitor");
  const shown = computed((): Whose | undefined => {
    if (latest.value === "own" && own.value) return "own";
    if (theirs.value) return "theirs";
    return own.value && !mirrors.value ? "own" : undefined;
  });
  const stops = [
    effect(() => {
      latest.value = shares.value && !mirrors.value ? "own" : undefined;
    }),
    effect(() => {
      if (theirs.value) latest.value = "theirs";
    }),
  ];
  return { latest, shown, stops };
};

const createSharing = (session: Session): Sharing & { dispose(): void } => {
  const { screen } = session.call.local;
  const { latest, shown, stops } = followScreens(session);
  const refusal = signal<Refusal | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const dismiss = () => {
    clearTimeout(timer);
    refusal.value = undefined;
  };
  const start = async () => {
    dismiss();
    const capture = screen.capture.state === "on" ? screen.capture : undefined;
    const outcome = await screen.start(capture?.hint);
    // Who keeps what is shared already chose nothing, too, and sees that it goes on.
    if (outcome === "shared" || outcome === "superseded" || capture) return;
    refusal.value = outcome;
    if (outcome !== "cancelled") return;
    announce(t("sharing.cancelled"));
    timer = setTimeout(dismiss, SAID_FOR);
  };
  return {
    isSupported: screen.isSupported,
    shown,
    refusal,
    start,
    dismiss,
    stop: () => screen.stop(),
    toggle: () => {
      if (!screen.isSupported) return;
      if (screen.capture.state === "off") void start();
      else screen.stop();
    },
    setHint: (hint) => screen.setHint(hint),
    show: (whose) => {
      latest.value = whose;
    },
    dispose: () => batch(() => [clearTimeout(timer), ...stops.map((stop) => stop())]),
  };
};

/** The sharing of screens in `session`. */
export const useSharing = (session: Session): Sharing => {
  const sharing = useMemo(() => createSharing(session), [session]);
  useEffect(() => sharing.dispose, [sharing]);
  return sharing;
};
