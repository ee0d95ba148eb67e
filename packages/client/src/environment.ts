import type { Connect } from "./signalling/channel.ts";
import { connectLater } from "./signalling/later-channel.ts";

/**
 * What happens to a page around a call: the system says it has a network, or none; the way to the internet may be another one
 * (W3C Network Information); the page can be seen again, came back from sleep or from the back-forward cache; it is being left.
 */
export type PageEvent = "online" | "offline" | "network" | "visible" | "leaving";

/** Everything the SDK takes from the platform; tests and unusual hosts pass their own. */
export interface Environment {
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  /** Undefined on an insecure origin (W3C Media Capture 9.1). */
  readonly mediaDevices: MediaDevices | undefined;
  /** Undefined where the browser has no Permissions API. */
  readonly permissions: Permissions | undefined;
  readonly connect: Connect;
  /** Build of the web app this page is, to compare with the server's (SPEC EV-5); undefined: nothing to compare. */
  readonly build: string | undefined;
  /**
   * A local ICE restart alone makes Chromium look for the other device again, at the addresses it knows, and it makes key frames when
   * asked to (W3C webrtc-extensions 5.3). Firefox keeps looking by itself, and would be kept from it.
   */
  readonly isChromium: boolean;
  /** Calls `run` at every {@link PageEvent}; returns what stops that. */
  onPage(run: (event: PageEvent) => void): () => void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `delay` ms; returns what cancels it. */
  after(delay: number, run: () => void): () => void;
}

const watchPage: Environment["onPage"] = (run) => {
  const stop = new AbortController();
  const on = (target: EventTarget | undefined, type: string, event: PageEvent, when = () => true) =>
    target?.addEventListener(type, () => when() && run(event), { signal: stop.signal });
  on(window, "online", "online");
  on(window, "offline", "offline");
  // Chromium and Firefox for Android have it; typings have not.
  on((navigator as { connection?: EventTarget }).connection, "change", "network");
  on(document, "visibilitychange", "visible", () => document.visibilityState === "visible");
  on(window, "pageshow", "visible");
  on(window, "pagehide", "leaving");
  return () => stop.abort();
};

const after: Environment["after"] = (delay, run) => {
  const timer = setTimeout(run, delay);
  return () => clearTimeout(timer);
};

/** The browser this page runs in. */
export const browserEnvironment = (): Environment => ({
  RTCPeerConnection: globalThis.RTCPeerConnection,
  mediaDevices: navigator.mediaDevices as MediaDevices | undefined,
  permissions: navigator.permissions as Permissions | undefined,
  connect: connectLater(async () => (await import("./signalling/socket-channel.ts")).connectSocket, after),
  build: undefined,
  isChromium: "userAgentData" in navigator,
  onPage: watchPage,
  now: () => Date.now(),
  after,
});
