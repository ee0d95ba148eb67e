import type { TurnClientError } from "./errors.ts";

/** What a wire tells. */
export interface WireListener {
  /** One datagram, or one frame of a stream. The bytes may be kept. */
  received(bytes: Buffer): void;
  /** The wire is dead. Comes at most once, and never after `close`. */
  failed(error: TurnClientError): void;
}

/** A way to one server that is open. */
export interface Wire {
  /** Whether nothing needs to be sent again: TCP and TLS. */
  readonly isReliable: boolean;
  send(bytes: Buffer): void;
  /** Frees the socket. More than once is fine. */
  close(): void;
}
