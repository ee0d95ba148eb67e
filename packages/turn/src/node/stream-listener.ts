import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Connections } from "./connections.ts";
import { TurnError } from "./errors.ts";
import type { Listen } from "./options.ts";

/** RFC 7443 section 3: what a client may offer to say that it speaks TURN. */
const ALPN = "stun.turn";

/**
 * Starts a TCP or TLS listener. `accept` gets connections that are ready to be read. A handshake may take
 * `handshakeSeconds`. Rejects with the system's error.
 *
 * @throws TurnError certificate-bad
 */
export function listenStream(
  listen: Extract<Listen, { transport: "tcp" | "tls" | "udp" }>,
  connections: Connections,
  handshakeSeconds: number,
  accept: (socket: Socket) => void,
): Promise<Server> {
  const server =
    listen.transport === "tls"
      ? tlsServer(listen, handshakeSeconds, accept)
      : plainServer(connections, accept);
  // Counted from the first packet on: a handshake that never ends takes a place too.
  if (listen.transport === "tls") server.on("connection", (socket) => connections.admit(socket));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: listen.host, port: listen.port, ipv6Only: listen.host.includes(":") }, () => {
      server.removeListener("error", reject);
      // Running out of file descriptors while accepting is no reason to stop.
      server.on("error", () => undefined);
      resolve(server);
    });
  });
}

function plainServer(connections: Connections, accept: (socket: Socket) => void): Server {
  return createServer((socket) => {
    if (connections.admit(socket)) accept(socket);
  });
}

function tlsServer(
  listen: Extract<Listen, { transport: "tls" }>,
  handshakeSeconds: number,
  accept: (socket: Socket) => void,
): Server {
  try {
    const { cert, key } = listen;
    const options = { cert, key, ALPNProtocols: [ALPN], handshakeTimeout: handshakeSeconds * 1000 };
    const server = createTlsServer(options, accept);
    // Node only reports a handshake that failed or timed out and leaves the socket open.
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    return server;
  } catch (error) {
    throw new TurnError("certificate-bad", `tls ${listen.host}:${listen.port}`, error);
  }
}
