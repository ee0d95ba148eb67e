import {
  type ClientToServerEvents,
  isServerEvent,
  readAck,
  readServerPayload,
  type ServerToClientEvents,
} from "@onecall/protocol";
import { io, type Socket } from "socket.io-client";
import type { Channel, ChannelListener, ServerEvent } from "./channel.ts";

const ACK_TIMEOUT = 10_000;
const ACK_TIMEOUT_IN_A_HURRY = 2_000;
const CONNECT_TIMEOUT = 8_000;
/** In a hurry an attempt is given so many times what the last one that succeeded took, within these bounds. */
const PATIENCE = 8;
const QUICKEST = 1_000;
/** One attempt in so many is given all the time there is, for networks that became slow. */
const PATIENT_ATTEMPT = 6;
/** Wait before connecting again after the server itself closed the connection. */
const AFTER_SERVER_CLOSE = 1_000;

type Manager = Socket["io"];

/** What a manager does while a call waits for it. */
class Hurry {
  readonly #manager: Manager;
  #on = false;
  #attempts = 0;
  #startedAt = 0;
  #took = CONNECT_TIMEOUT / PATIENCE;

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** An attempt begins. */
  began(): void {
    this.#startedAt = performance.now();
    this.#attempts++;
    this.#apply();
  }

  /** The last attempt succeeded. */
  succeeded(): void {
    this.#took = performance.now() - this.#startedAt;
    this.#attempts = 0;
  }

  set(on: boolean): void {
    this.#on = on;
    this.#attempts = 0;
    this.#apply();
  }

  #apply(): void {
    const manager = this.#manager;
    const isPatient = !this.#on || this.#attempts % PATIENT_ATTEMPT === PATIENT_ATTEMPT - 1;
    manager.timeout(
      isPatient ? CONNECT_TIMEOUT : Math.min(CONNECT_TIMEOUT, Math.max(QUICKEST, this.#took * PATIENCE)),
    );
    manager.reconnectionDelay(this.#on ? 200 : 300);
    manager.reconnectionDelayMax(this.#on ? 300 : 2_000);
    // Browsers make a page wait longer and longer for a WebSocket after each one that failed; plain requests they do not.
    manager.opts.transports = this.#on ? ["polling", "websocket"] : ["websocket", "polling"];
  }
}

/** A {@link Channel} over Socket.IO: WebSocket first, long-polling where WebSocket is blocked. */
export const connectSocket = (server: URL, listener: ChannelListener): Channel => {
  // The table already types both directions; Socket.IO's own overloads cannot index it generically.
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(server.origin, {
    path: `${server.pathname.replace(/\/$/, "")}/socket.io`,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
  });
  const hurry = new Hurry(socket.io);
  hurry.set(false);
  hurry.began();
  socket.io.on("reconnect_attempt", () => hurry.began());
  socket.on("connect", () => hurry.succeeded());
  const untyped = socket as unknown as Socket;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connectAnew = () => {
    clearTimeout(timer);
    socket.disconnect();
    hurry.began();
    socket.connect();
  };
  const connectIn = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.connect(), delay);
  };

  untyped.onAny((event: string, payload: unknown) => {
    const read = isServerEvent(event) ? readServerPayload(event, payload) : undefined;
    if (read === undefined) listener.onMalformed();
    else listener.onEvent({ event, payload: read } as ServerEvent);
  });
  socket.on("disconnect", (reason) => {
    listener.onDown();
    // Socket.IO reconnects by itself except after a close the server asked for.
    if (reason === "io server disconnect") connectIn(AFTER_SERVER_CLOSE);
  });
  socket.on("connect_error", () => {
    listener.onDown();
    if (!socket.active) connectIn(5 * AFTER_SERVER_CLOSE);
  });

  return {
    send: (event, payload) => {
      if (!socket.connected) return false;
      untyped.emit(event, payload);
      return true;
    },
    request: async (event, payload) => {
      if (!socket.connected) return undefined;
      try {
        const within = hurry.isOn ? ACK_TIMEOUT_IN_A_HURRY : ACK_TIMEOUT;
        const answer: unknown = await untyped.timeout(within).emitWithAck(event, payload);
        const read = readAck(event, answer);
        if (read === undefined) listener.onMalformed();
        return read;
      } catch {
        // No answer in time or the connection broke: the caller decides. One that is there by name only is made anew.
        if (hurry.isOn && socket.connected) connectAnew();
        return undefined;
      }
    },
    reconnect: (delay) => {
      clearTimeout(timer);
      timer = setTimeout(connectAnew, delay);
    },
    hurry: (on) => {
      if (on === hurry.isOn) return;
      hurry.set(on);
      // One that waits for its next attempt waits no longer.
      if (on && !socket.connected) connectAnew();
    },
    close: () => {
      clearTimeout(timer);
      socket.offAny();
      socket.off();
      socket.disconnect();
    },
  };
};
