import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ViewSwitch } from "./stage-view.ts";

/** The page over the whole display; undefined where the browser has no such thing for pages (iPhones). */
export const useFullScreen = (): ViewSwitch | undefined => {
  const on = useMemo(() => signal(document.fullscreenElement !== null), []);
  useEffect(() => {
    const changed = () => {
      on.value = document.fullscreenElement !== null;
    };
    document.addEventListener("fullscreenchange", changed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);
  if (!document.fullscreenEnabled) return undefined;
  return {
    on,
    toggle: () => {
      const done = document.fullscreenElement
        ? document.exitFullscreen()
        : document.documentElement.requestFullscreen();
      // A browser may refuse without a press; then all stays as it is.
      void done.catch(() => undefined);
    },
  };
};
