import { randomBytes } from "node:crypto";
import { complete } from "./config/parse.ts";
import type { Config } from "./config/schema.ts";
import { ClientAddress } from "./http/address.ts";
import { createHttpServer, NODE_LIMITS } from "./http/http-server.ts";
import { createRedirectServer } from "./http/redirect-server.ts";
import { isEverywhere, Site } from "./http/site.ts";
import { Log } from "./log/log.ts";
import { stderr } from "./log/stderr.ts";
import { Tags } from "./log/tags.ts";
import { FrontDoor } from "./port/front-door.ts";
import { readKeyPair } from "./port/key-pair.ts";
import { SocketServer } from "./signalling/socket-server.ts";
import { Turn } from "./turn/turn.ts";

export type { Config } from "./config/schema.ts";
export { type Rate, UNLIMITED } from "./limits/rate.ts";
export { StartError, type StartErrorCode } from "./start-error.ts";

/** A server that listens. */
export interface OnecallServer {
  /** Where people open it. */
  readonly url: string;
  readonly ports: {
    /** HTTP, WebSocket and TURN over TCP and TLS; UDP has the same number. */
    readonly http: number;
  };
  /** Stops at once: every connection is closed. */
  close(): Promise<void>;
  /**
   * Stops in peace: asks devices to move and waits for them up to `drainTimeout`, and up to `relayTimeout` for calls
   * it relays, then closes.
   */
  drain(): Promise<void>;
}

/**
 * Starts a server.
 * @param settings any of the settings of `--help`; the others have their defaults
 * @param logTo takes the log, one JSON line per call; stderr if not given
 * @throws StartError when it can not start, with the sentence for the person who starts it
 */
export const createServer = async (
  settings: Partial<Config> = {},
  logTo: { write(line: string): void } = stderr(),
): Promise<OnecallServer> => {
  const config = complete(settings);
  const log = new Log(config.logLevel, randomBytes(3).toString("hex"), logTo);
  const keyPair = readKeyPair(config);
  const site = new Site(config, keyPair !== undefined);
  const address = new ClientAddress(config.trustedProxies);
  let isReady = false;
  const app = await createHttpServer({ config, site, address, log, isReady: () => isReady });
  await app.ready();
  const redirects = createRedirectServer(NODE_LIMITS);
  const door = new FrontDoor({
    keyPair,
    isProxy: (from) => address.isProxy(from),
    visitors: {
      turn: (socket, firstBytes) => (turn ? turn.take(socket, firstBytes) : socket.destroy()),
      http: (socket) => app.server.emit("connection", socket),
      plainHttp: (socket) => redirects.emit("connection", socket),
    },
  });
  let turn: Turn | undefined;
  let sockets: SocketServer | undefined;
  const close = async () => {
    isReady = false;
    sockets?.close();
    door.hangUp();
    redirects.close();
    await Promise.all([door.close(), app.close(), turn?.stop()]);
    log.info("stopped");
  };
  try {
    turn = await Turn.start(config, door, log);
    const { port } = turn;
    site.listenOn(port, turn.addresses);
    // Node looks for slow requests only on servers that listen; here another one does for them.
    for (const server of [app.server, redirects]) server.emit("listening");
    sockets = new SocketServer({ http: app.server, config, site, address, log, tags: new Tags(), turn });
    door.open();
    isReady = true;
    log.info("started", { port });
    return {
      url: config.publicUrl ?? localUrl(config, port, keyPair !== undefined),
      ports: { http: port },
      close,
      drain: async () => {
        isReady = false;
        log.info("draining");
        const relays = turn?.drain(config.relayTimeout * 1_000);
        await Promise.all([sockets?.drain(), relays]);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const localUrl = ({ host }: Config, port: number, isSecure: boolean): string => {
  const name = isEverywhere(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${isSecure ? "https" : "http"}://${name}:${port}`;
};
