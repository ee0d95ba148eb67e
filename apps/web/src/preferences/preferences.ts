import { effect, type Signal, signal } from "@preact/signals";

/** What this browser remembers of the person, nowhere else. */
export interface Preferences {
  readonly name: Signal<string>;
  /** Whether a call starts with the microphone on. */
  readonly microphone: Signal<boolean>;
  /** Whether a call starts with the camera on. */
  readonly camera: Signal<boolean>;
  /** Device id of the loudspeaker; "" is the system's choice. */
  readonly speaker: Signal<string>;
}

type Kept = Pick<Storage, "getItem" | "setItem">;

const PREFIX = "onecall.";

/** `localStorage`, or undefined where the browser refuses even the look at it. */
export const keptStorage = (): Kept | undefined => {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
};

const remember = (storage: Kept | undefined, key: string, fallback: string): Signal<string> => {
  const kept = signal(fallback);
  try {
    kept.value = storage?.getItem(PREFIX + key) ?? fallback;
  } catch {
    // Refused or full storage only means that nothing is remembered.
  }
  effect(() => {
    const { value } = kept;
    try {
      storage?.setItem(PREFIX + key, value);
    } catch {
      // As above.
    }
  });
  return kept;
};

const rememberSwitch = (storage: Kept | undefined, key: string): Signal<boolean> => {
  const text = remember(storage, key, "on");
  const on = signal(text.value !== "off");
  effect(() => {
    text.value = on.value ? "on" : "off";
  });
  return on;
};

/** Preferences kept in `storage`, or only for this page where there is none. */
export const createPreferences = (storage: Kept | undefined): Preferences => ({
  name: remember(storage, "name", ""),
  microphone: rememberSwitch(storage, "microphone"),
  camera: rememberSwitch(storage, "camera"),
  speaker: remember(storage, "speaker", ""),
});
