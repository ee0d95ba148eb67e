import { randomInt } from "node:crypto";
import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { LIMITS, PROTOCOL_VERSION, toBase64url } from "@onecall/protocol";
import { Server, type Socket } from "socket.io";
import { type ServerOptions as WebSocketOptions, WebSocketServer } from "ws";
import type { Config } from "../config/schema.ts";
import type { ClientAddress } from "../http/address.ts";
import { BuildName } from "../http/build-name.ts";
import { rawAnswer } from "../http/errors.ts";
import type { Site } from "../http/site.ts";
import { describe, type Log } from "../log/log.ts";
import type { Tags } from "../log/tags.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { reachedBy } from "../turn/reached.ts";
import type { Turn } from "../turn/turn.ts";
import { Connection } from "./connection.ts";
import { Gate } from "./gate.ts";
import { createLimits } from "./limits.ts";
import { onDisconnect } from "./on-disconnect.ts";
import { Overload } from "./overload.ts";
import { Decoder, Encoder, isEvent } from "./packets.ts";
import { receive } from "./receive.ts";
import { Rooms } from "./rooms.ts";
import type { Signalling } from "./signalling.ts";

interface SocketServerOptions {
  readonly http: HttpServer;
  readonly config: Config;
  readonly site: Site;
  readonly address: ClientAddress;
  readonly log: Log;
  readonly tags: Tags;
  readonly turn: Turn;
}

/** Engine.IO passes only the largest message size on; these bound what a message in many pieces can hold open. */
class FrugalWebSocketServer extends WebSocketServer {
  constructor(options: WebSocketOptions) {
    const pieces = { maxFragments: 8, maxBufferedChunks: 256, closeTimeout: 5_000 };
    super({ ...options, ...pieces });
  }
}

/** Signalling over Socket.IO on an HTTP server. */
export class SocketServer {
  readonly #io: Server;
  readonly #config: Config;
  readonly #log: Log;
  readonly #signalling: Signalling;
  readonly #connections = new Map<string, Connection>();
  readonly #joinTimers = new Map<Connection, NodeJS.Timeout>();
  readonly #overload: Overload;
  readonly #build: BuildName;
  /** What watches a transport until it is connected to the namespace: no event may come before. */
  readonly #early = new WeakMap<Socket["conn"], (text: unknown) => void>();
  #draining: { readonly done: () => void; readonly until: number } | undefined;

  constructor({ http, config, site, address, log, tags, turn }: SocketServerOptions) {
    this.#config = config;
    this.#log = log;
    this.#overload = new Overload(config.overloadDelay);
    this.#build = new BuildName(config.webRoot);
    const limits = createLimits(config);
    const rooms = new Rooms({
      store: new MemoryStore(),
      rules: {
        seatGrace: config.seatGrace * 1_000,
        placeGrace: config.placeGrace * 1_000,
        knockWait: config.knockWait * 1_000,
      },
      connections: this.#connections,
      log,
      tags,
      turn,
    });
    this.#signalling = {
      ...{ rooms, limits, site, log, tags, turn },
      isDraining: () => this.#draining !== undefined,
      isOverloaded: () => this.#overload.isOverloaded,
      joined: (connection) => this.#stopJoinTimer(connection),
    };
    this.#io = new Server(settings(config));
    this.#io.attach(http);
    refuseOtherUpgrades(http);
    this.#guard(
      new Gate({ site, address, log, limit: limits.connections, mostOpen: config.openConnections }),
      address,
    );
    this.#io.on("connection", (socket) => {
      const { request } = socket;
      const reached = reachedBy(request, address, site);
      this.#onConnection(new Connection(socket, address.of(request), reached, config), socket);
    });
  }

  /** Asks every device to come back elsewhere; resolves when all are gone, or after `drainTimeout`. */
  drain(): Promise<void> {
    const longest = Math.floor(this.#config.drainTimeout * 1_000);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest);
      this.#draining = {
        until: performance.now() + longest,
        done: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      for (const connection of this.#connections.values())
        connection.send("drain", { in: randomInt(longest + 1) });
      this.#checkDrained();
    });
  }

  /** Disconnects everyone; the HTTP server is closed by its owner. */
  close(): void {
    this.#overload.close();
    this.#signalling.rooms.close();
    for (const timer of this.#joinTimers.values()) clearTimeout(timer);
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
  }

  #guard(gate: Gate, address: ClientAddress): void {
    this.#io.engine.use(gate.middleware);
    this.#io.engine.on("connection", (conn: Socket["conn"]) => {
      conn.once("close", gate.admit(address.of(conn.request)));
      const tooEarly = (text: unknown) => {
        if (isEvent(text)) conn.close();
      };
      this.#early.set(conn, tooEarly);
      conn.on("data", tooEarly);
    });
    this.#io.engine.on("connection_error", ({ code }: { code: number }) =>
      this.#log.debug("handshake-failed", { code: String(code) }),
    );
  }

  #onConnection(connection: Connection, socket: Socket): void {
    this.#connections.set(connection.id, connection);
    socket.on("error", (error) => this.#log.debug("socket-error", describe(error)));
    const { conn } = socket;
    conn.off("data", this.#early.get(conn) ?? (() => undefined));
    // Past Socket.IO's own events, which cost two turns of the queue and a dozen objects each.
    conn.on("data", (text: unknown) => {
      if (isEvent(text)) receive(this.#signalling, connection, text);
    });
    socket.once("disconnect", () => this.#onDisconnect(connection));
    const timer = setTimeout(() => {
      connection.send("err", { err: "closed" });
      connection.close();
    }, this.#config.joinTimeout * 1_000);
    this.#joinTimers.set(connection, timer.unref());
    this.#greet(connection);
  }

  #greet(connection: Connection): void {
    const now = performance.now();
    const n = toBase64url(connection.nonce);
    const app = this.#build.at(now);
    connection.send("hello", { v: PROTOCOL_VERSION, n, max: LIMITS.messageBytes, ...(app && { app }) });
    // Came back to the server it is to leave: another one may answer later, or this one anew.
    const left = Math.ceil((this.#draining?.until ?? now) - now);
    if (left > 0) connection.send("drain", { in: left });
  }

  #onDisconnect(connection: Connection): void {
    this.#stopJoinTimer(connection);
    this.#connections.delete(connection.id);
    if (!connection.isOver) connection.phase = { name: "over", member: connection.member };
    connection.inOrder(() => onDisconnect(this.#signalling, connection));
    this.#checkDrained();
  }

  #stopJoinTimer(connection: Connection): void {
    clearTimeout(this.#joinTimers.get(connection));
    this.#joinTimers.delete(connection);
  }

  #checkDrained(): void {
    if (this.#connections.size === 0) this.#draining?.done();
  }
}

const settings = (config: Config): ConstructorParameters<typeof Server>[1] => ({
  path: "/socket.io",
  serveClient: false,
  transports: config.polling ? ["websocket", "polling"] : ["websocket"],
  maxHttpBufferSize: LIMITS.packetBytes,
  wsEngine: FrugalWebSocketServer,
  parser: { Encoder, Decoder },
  perMessageDeflate: false,
  httpCompression: false,
  allowEIO3: false,
  cookie: false,
  connectTimeout: 5_000,
  pingInterval: 10_000,
  pingTimeout: 8_000,
  upgradeTimeout: 5_000,
  destroyUpgrade: false,
  cleanupEmptyChildNamespaces: true,
});

/** Upgrades are for signalling only; Engine.IO would leave others hanging for a second. */
const refuseOtherUpgrades = (http: HttpServer): void => {
  http.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    if (request.url?.startsWith("/socket.io/")) return;
    socket.on("error", () => socket.destroy());
    socket.end(rawAnswer("not-found", "Not Found"), () => socket.destroy());
  });
};
