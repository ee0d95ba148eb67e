import type { CaptureKind } from "@onecall/client";
import { effect, type Signal, signal } from "@preact/signals";
import { BACKGROUNDS, type Background, SOUNDS, type Sound } from "../effects/choices.ts";

/** What this browser remembers of the person, nowhere else. */
export interface Preferences {
  readonly name: Signal<string>;
  /** Whether a call starts with the microphone on. */
  readonly microphone: Signal<boolean>;
  /** Whether a call starts with the camera on. */
  readonly camera: Signal<boolean>;
  /** Whether the other device learns only a relay's address. */
  readonly hideAddress: Signal<boolean>;
  /** Device ids the person chose; "" while they never did. */
  readonly chosen: Readonly<Record<CaptureKind, Signal<string>>>;
  /** How good the last calls were, as `ratings.ts` writes them. */
  readonly ratings: Signal<string>;
  /** Whether the own picture is seen as in a mirror, by its owner alone. */
  readonly mirror: Signal<boolean>;
  /** Whether the own picture is seen in a call. */
  readonly selfView: Signal<boolean>;
  /** Whether the other person's picture is always cut to fill the window. */
  readonly fill: Signal<boolean>;
  /** Device id of the loudspeaker; "" is the system's choice. */
  readonly speaker: Signal<string>;
  /** What stands behind the person. */
  readonly background: Signal<Background>;
  /** What is done about noise. */
  readonly sound: Signal<Sound>;
  /** Whether a knock, and the wait for its answer, make a sound. */
  readonly ring: Signal<boolean>;
  /** How loud that sound is: "0" to "100". */
  readonly ringVolume: Signal<string>;
  /** Whether the system tells of a knock while this page is not seen. */
  readonly notify: Signal<boolean>;
  /** Knocks nobody answered, as `missed.ts` writes them. */
  readonly missed: Signal<string>;
  /** BCP 47 tag of the language of the interface; "" is the browser's. */
  readonly language: Signal<string>;
  /** "light" or "dark"; anything else is the system's choice. */
  readonly scheme: Signal<string>;
  /** What the person switched in the call of this room, if a reload of this tab interrupted one. */
  switches(handle: string): Switches | undefined;
  /** Keeps `switches` for a reload of this tab; undefined forgets them: the call is over. */
  keepSwitches(handle: string, switches: Switches | undefined): void;
}

/** What is on in a call. */
export interface Switches {
  readonly microphone: boolean;
  readonly camera: boolean;
}

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "onecall.";

/** The storage of the browser or of this tab, or undefined where even the look at it is refused. */
export const keptStorage = (kind: "localStorage" | "sessionStorage"): Kept | undefined => {
  try {
    return globalThis[kind];
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

const word = (on: boolean) => (on ? "on" : "off");

const rememberSwitch = (storage: Kept | undefined, key: string, fallback: boolean): Signal<boolean> => {
  const text = remember(storage, key, word(fallback));
  // What something else wrote counts as the fallback.
  const on = signal(text.value === word(!fallback) ? !fallback : fallback);
  effect(() => {
    text.value = word(on.value);
  });
  return on;
};

/** One of `options`; the first unless another is kept. */
const rememberOne = <const T extends string>(
  storage: Kept | undefined,
  key: string,
  options: readonly [T, ...T[]],
): Signal<T> => {
  const text = remember(storage, key, options[0]);
  const one = signal(options.find((option) => option === text.value) ?? options[0]);
  effect(() => {
    text.value = one.value;
  });
  return one;
};

const SWITCHES = /^(on|off) (on|off)$/;

const readSwitches = (tab: Kept | undefined, handle: string): Switches | undefined => {
  try {
    const match = SWITCHES.exec(tab?.getItem(PREFIX + handle) ?? "");
    return match ? { microphone: match[1] === "on", camera: match[2] === "on" } : undefined;
  } catch {
    return undefined;
  }
};

const writeSwitches = (tab: Kept | undefined, handle: string, switches: Switches | undefined) => {
  try {
    if (switches) tab?.setItem(PREFIX + handle, `${word(switches.microphone)} ${word(switches.camera)}`);
    else tab?.removeItem(PREFIX + handle);
  } catch {
    // As above: nothing is remembered.
  }
};

/** Preferences kept in `storage`, and for the call of this tab in `tab`; where there is none, only for this page. */
export const createPreferences = (storage: Kept | undefined, tab: Kept | undefined): Preferences => ({
  switches: (handle) => readSwitches(tab, handle),
  keepSwitches: (handle, switches) => writeSwitches(tab, handle, switches),
  name: remember(storage, "name", ""),
  microphone: rememberSwitch(storage, "microphone", true),
  camera: rememberSwitch(storage, "camera", true),
  hideAddress: rememberSwitch(storage, "hide-address", false),
  chosen: {
    microphone: remember(storage, "microphone-device", ""),
    camera: remember(storage, "camera-device", ""),
  },
  ratings: remember(storage, "ratings", ""),
  mirror: rememberSwitch(storage, "mirror", true),
  selfView: rememberSwitch(storage, "self-view", true),
  fill: rememberSwitch(storage, "fill", false),
  speaker: remember(storage, "speaker", ""),
  background: rememberOne(storage, "background", BACKGROUNDS),
  sound: rememberOne(storage, "sound", SOUNDS),
  ring: rememberSwitch(storage, "ring", true),
  ringVolume: remember(storage, "ring-volume", "50"),
  notify: rememberSwitch(storage, "notify", false),
  missed: remember(storage, "missed", ""),
  language: remember(storage, "language", ""),
  scheme: remember(storage, "scheme", ""),
});
