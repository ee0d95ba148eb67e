import type { Environment } from "../environment.ts";

/** Chromium shows `disconnected` for some ms while it prunes pairs; shorter than this is no news. */
const DISCONNECTED_IS_NEWS = 1_000;

export interface ConnectionListener {
  /** Before anything else, at every change. */
  onChange(state: RTCPeerConnectionState): void;
  onConnected(): void;
  /** No packets for a moment, or for good. */
  onDown(): void;
  /** After {@link onDown}: the browser will not heal it by itself. */
  onFailed(): void;
}

/** Tells what a connection's state means, without its flickering (W3C WebRTC 4.3.3). */
export class ConnectionWatch {
  readonly #connection: RTCPeerConnection;
  readonly #environment: Pick<Environment, "after">;
  readonly #listener: ConnectionListener;
  #closed = false;
  #cancelTimer: (() => void) | undefined;

  constructor(
    connection: RTCPeerConnection,
    environment: Pick<Environment, "after">,
    listener: ConnectionListener,
  ) {
    this.#connection = connection;
    this.#environment = environment;
    this.#listener = listener;
    connection.addEventListener("connectionstatechange", () => this.#changed());
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  #changed(): void {
    this.#cancelTimer?.();
    if (this.#closed) return;
    const { connectionState } = this.#connection;
    this.#listener.onChange(connectionState);
    switch (connectionState) {
      case "connected":
        this.#listener.onConnected();
        return;
      case "disconnected":
        this.#cancelTimer = this.#environment.after(DISCONNECTED_IS_NEWS, () => this.#listener.onDown());
        return;
      case "failed":
        this.#listener.onDown();
        this.#listener.onFailed();
        return;
      case "new":
      case "connecting":
      case "closed":
    }
  }
}
