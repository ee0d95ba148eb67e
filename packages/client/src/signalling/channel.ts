import type {
  AckedEventName,
  AckOf,
  ClientEventName,
  ClientPayload,
  ServerEventName,
  ServerPayload,
} from "@onecall/protocol";

/** One event of the server, already validated. */
export type ServerEvent = {
  [E in ServerEventName]: { event: E; payload: ServerPayload<E> };
}[ServerEventName];

/** What a channel tells its owner. */
export interface ChannelListener {
  /** A validated event; `hello` opens every connection, the first and each later one. */
  onEvent(event: ServerEvent): void;
  /** The connection is gone; the channel is already trying again. */
  onDown(): void;
  /** The server sent something that does not follow SPEC EV-2; it was dropped. */
  onMalformed(): void;
}

/** A connection to the signalling server that comes back by itself until closed. */
export interface Channel {
  /** Sends an event without answer; false when not connected (nothing is kept). */
  send<E extends Exclude<ClientEventName, AckedEventName>>(event: E, payload: ClientPayload<E>): boolean;
  /** Sends an event and waits for its answer; undefined when the connection broke, or none came in 10 s (sooner in a hurry): then it is made anew. */
  request<E extends AckedEventName>(event: E, payload: ClientPayload<E>): Promise<AckOf<E> | undefined>;
  /** Drops this connection and makes a new one after `delay` ms (the server drains). */
  reconnect(delay: number): void;
  /**
   * While on: gives an answer 0.8 to 2 s, and tries for a new one several times a second. For a
   * device whose call waits for it; all the others take their time.
   */
  hurry(on: boolean): void;
  close(): void;
}

/** Opens a channel to a server. `server` is its base URL. */
export type Connect = (server: URL, listener: ChannelListener) => Channel;
