/** What keys do in a call. */
export interface KeyActions {
  microphone(): void;
  camera(): void;
  screen(): void;
  close(): void;
  help(): void;
}

const TEXT_FIELD =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";

const writes = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TEXT_FIELD) !== null;

/** Ctrl on most systems, Cmd on Apple's. */
const CHORDS: Readonly<Record<string, keyof KeyActions>> = { d: "microphone", e: "camera" };
const SINGLE: Readonly<Record<string, keyof KeyActions>> = {
  m: "microphone",
  v: "camera",
  s: "screen",
  Escape: "close",
  "?": "help",
};

const actionOf = (event: KeyboardEvent): keyof KeyActions | undefined => {
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
    const action = actionOf(event);
    if (!action) return;
    // Ctrl+D would bookmark the page, Ctrl+E jump to the address bar.
    if (event.ctrlKey || event.metaKey) event.preventDefault();
    actions[action]();
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
};
