import { type ReadonlySignal, signal } from "@preact/signals";

/** Follows whether the browser believes that this device has a network. */
export const followOnline = (): { online: ReadonlySignal<boolean>; stop(): void } => {
  const online = signal(navigator.onLine);
  const stop = new AbortController();
  const update = () => {
    online.value = navigator.onLine;
  };
  addEventListener("online", update, { signal: stop.signal });
  addEventListener("offline", update, { signal: stop.signal });
  return { online, stop: () => stop.abort() };
};
