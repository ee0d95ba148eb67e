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
/** Wait before connecting again after the server itself closed the connection. */
const AFTER_SERVER_CLOSE = 1_000;

/** A {@link Channel} over Socket.IO: WebSocket first, long-polling where WebSocket is blocked. */
export const connectSocket = (server: URL, listener: ChannelListener): Channel => {
  // The table already types both directions; Socket.IO's own overloads cannot index it generically.
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(server.origin, {
    path: `${server.pathname.replace(/\/$/, "")}/socket.io`,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 5_000,
    timeout: 8_000,
  });
  const untyped = socket as unknown as Socket;
  let timer: ReturnType<typeof setTimeout> | undefined;
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
        const answer: unknown = await untyped.timeout(ACK_TIMEOUT).emitWithAck(event, payload);
        const read = readAck(event, answer);
        if (read === undefined) listener.onMalformed();
        return read;
      } catch {
        return undefined; // No answer in time or the connection broke: the caller decides.
      }
    },
    reconnect: (delay) => {
      clearTimeout(timer);
      timer = setTimeout(() => socket.disconnect().connect(), delay);
    },
    close: () => {
      clearTimeout(timer);
      socket.offAny();
      socket.off();
      socket.disconnect();
    },
  };
};
