import type { Connect } from "./signalling/channel.ts";
import { connectSocket } from "./signalling/socket-channel.ts";

/** Everything the SDK takes from the platform; tests and unusual hosts pass their own. */
export interface Environment {
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  /** Undefined on an insecure origin (W3C Media Capture 9.1). */
  readonly mediaDevices: MediaDevices | undefined;
  /** Undefined where the browser has no Permissions API. */
  readonly permissions: Permissions | undefined;
  readonly connect: Connect;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `delay` ms; returns what cancels it. */
  after(delay: number, run: () => void): () => void;
}

/** The browser this page runs in. */
export const browserEnvironment = (): Environment => ({
  RTCPeerConnection: globalThis.RTCPeerConnection,
  mediaDevices: navigator.mediaDevices as MediaDevices | undefined,
  permissions: navigator.permissions as Permissions | undefined,
  connect: connectSocket,
  now: () => Date.now(),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
});
