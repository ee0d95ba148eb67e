import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

let first = true;

/**
 * For the heading of a screen (with `tabIndex={-1}`): takes the focus when the screen appears, so that a keyboard or
 * screen reader goes on there. Not on the first screen of the page, where the browser starts by itself.
 */
export const useScreenHeading = (): RefObject<HTMLHeadingElement | null> => {
  const ref = useRef<HTMLHeadingElement | null>(null);
  useEffect(() => {
    if (!first) ref.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return ref;
};
