import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Popup {
  readonly open: Signal<boolean>;
  /** The element that holds the button and what it opens. */
  readonly root: RefObject<HTMLDivElement | null>;
  readonly button: RefObject<HTMLButtonElement | null>;
}

/** Something small that a button opens: Esc, a press elsewhere and leaving it by keyboard close it. */
export const usePopup = (): Popup => {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement | null>(null);
  const button = useRef<HTMLButtonElement | null>(null);
  useEffect(() => {
    if (!open.value) return;
    const outside = (target: EventTarget | null) =>
      !(target instanceof Node && root.current?.contains(target));
    const onPress = (event: PointerEvent) => {
      if (outside(event.target)) open.value = false;
    };
    const onFocus = (event: FocusEvent) => {
      if (outside(event.target)) open.value = false;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      open.value = false;
      button.current?.focus();
    };
    document.addEventListener("pointerdown", onPress, true);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey, true);
    return () => {
      document.removeEventListener("pointerdown", onPress, true);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey, true);
    };
  }, [open.value]);
  return { open, root, button };
};
