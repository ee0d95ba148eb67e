import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Without any movement for this long the bar goes. */
const IDLE_MS = 3000;

/** What the person is in the middle of: then the bar stays. */
const BUSY = ".bar :focus-visible, [aria-expanded=true], dialog[open]";

/**
 * Calls `onChange(true)` when a pointer that had moved rests for 3 s, and `onChange(false)` on any movement, key or
 * keyboard focus. A person who never moves a pointer (keyboard, screen reader, switch) never loses the bar.
 */
export const watchIdle = (root: HTMLElement, onChange: (idle: boolean) => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => {
    const hovering = matchMedia("(hover: hover)").matches && root.querySelector(".bar:hover");
    if (!hovering && !root.querySelector(BUSY)) onChange(true);
  };
  const stay = () => {
    clearTimeout(timer);
    onChange(false);
  };
  const onPointer = () => {
    stay();
    timer = setTimeout(rest, IDLE_MS);
  };
  const onFocus = (event: FocusEvent) => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) stay();
  };
  const stop = new AbortController();
  const { signal } = stop;
  root.addEventListener("pointermove", onPointer, { signal });
  root.addEventListener("pointerdown", onPointer, { signal });
  root.addEventListener("focusin", onFocus, { signal });
  document.addEventListener("keydown", stay, { signal });
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
};

/** Whether the bar is out of the way now; never while `may` is false. */
export const useBarHides = (root: RefObject<HTMLElement | null>, may: boolean): boolean => {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    setIdle(false);
    return may && root.current ? watchIdle(root.current, setIdle) : undefined;
  }, [may]);
  return may && idle;
};
