import {
  type ClientToServerEvents,
  isServerEvent,
  readAck,
  readServerPayload,
  type ServerToClientEvents,
} from "@onecall/protocol";
import { io, type Socket } from "socket.io-client";
import type { Channel, ChannelListener, ServerEvent } from "./channel.ts";
import { Hurry, WEB_SOCKET_FIRST } from "./hurry.ts";

const ACK_TIMEOUT = 10_000;
/** Wait before connecting again after the server itself closed the connection. */
const AFTER_SERVER_CLOSE = 1_000;

/** A {@link Channel} over Socket.IO: WebSocket first, long-polling where WebSocket is blocked. */
export const connectSocket = (server: URL, listener: ChannelListener): Channel => {
  // The table already types both directions; Socket.IO's own overloads cannot index it generically.
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(server.origin, {
    path: `${server.pathname.replace(/\/$/, "")}/socket.io`,
    // The first attempt begins before anything else can be said of it.
    transports: WEB_SOCKET_FIRST,
    tryAllTransports: true,
    forceNew: true,
  });
  const hurry = new Hurry(socket.io, { isChromium: "userAgentData" in navigator });
  hurry.began();
  socket.io.on("reconnect_attempt", () => hurry.began());
  let connectedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  socket.on("connect", () => {
    // A new connection was planned for the sake of the one before; this is it.
    clearTimeout(timer);
    connectedAt = performance.now();
    hurry.succeeded();
  });
  const untyped = socket as unknown as Socket;
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
    hurry.failed();
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
      const asked = performance.now();
      try {
        const within = hurry.isOn ? hurry.answerWithin : ACK_TIMEOUT;
        const answer: unknown = await untyped.timeout(within).emitWithAck(event, payload);
        hurry.answered(performance.now() - asked);
        const read = readAck(event, answer);
        if (read === undefined) listener.onMalformed();
        return read;
      } catch {
        // No answer in time or the connection broke: the caller decides. One that is there by name only is made anew.
        if (socket.connected && connectedAt < asked) connectAnew();
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
      if (on && !socket.connected && !hurry.isUnderWay) connectAnew();
    },
    close: () => {
      clearTimeout(timer);
      socket.offAny();
      socket.off();
      socket.disconnect();
    },
  };
};
