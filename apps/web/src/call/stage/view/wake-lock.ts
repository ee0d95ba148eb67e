/** Keeps the display on until the returned function is called (W3C Screen Wake Lock); where that is refused, nothing happens. */
export const keepAwake = (): (() => void) => {
  const stop = new AbortController();
  let lock: WakeLockSentinel | undefined;
  const take = async () => {
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    try {
      const taken = await navigator.wakeLock.request("screen");
      if (stop.signal.aborted) void taken.release();
      else lock = taken;
    } catch {
      // Refused when the battery is low, say: the call goes on all the same.
    }
  };
  // The browser lets go of it whenever the page is hidden.
  document.addEventListener("visibilitychange", () => void take(), { signal: stop.signal });
  void take();
  return () => {
    stop.abort();
    void lock?.release();
  };
};
