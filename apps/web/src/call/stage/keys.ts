/** What a key of a call can do. */
type KeyAction = "microphone" | "camera" | "screen" | "fullScreen" | "pictureInPicture" | "close" | "help";

/** What is done on each; an absent one leaves its key to the browser. */
export type KeyActions = Readonly<Partial<Record<KeyAction, (() => void) | undefined>>>;

const TEXT_FIELD =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";

const writes = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TEXT_FIELD) !== null;

/** Ctrl on most systems, Cmd on Apple's. */
const CHORDS: Readonly<Record<string, KeyAction>> = { d: "microphone", e: "camera" };
const SINGLE: Readonly<Record<string, KeyAction>> = {
  m: "microphone",
  v: "camera",
  s: "screen",
  f: "fullScreen",
  p: "pictureInPicture",
  Escape: "close",
  "?": "help",
};

const actionOf = (event: KeyboardEvent): KeyAction | undefined => {
  if (event.altKey) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const chord = event.ctrlKey || event.metaKey;
  const table = chord ? CHORDS : SINGLE;
  return Object.hasOwn(table, key) ? table[key] : undefined;
};

/** Runs `actions` on their keys until the returned function is called; never while a text field has the focus. */
export const listenToKeys = (target: Document, actions: KeyActions): (() => void) => {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || writes(event.target)) return;
    const name = actionOf(event);
    const act = name && actions[name];
    if (!act) return;
    // Ctrl+D would bookmark the page, Ctrl+E jump to the address bar.
    if (event.ctrlKey || event.metaKey) event.preventDefault();
    act();
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
};
