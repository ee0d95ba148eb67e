import { randomBytes } from "node:crypto";
import { complete } from "./config/parse.ts";
import type { Config } from "./config/schema.ts";
import { ClientAddress } from "./http/address.ts";
import { createHttpServer } from "./http/http-server.ts";
import { listen, trackConnections } from "./http/listen.ts";
import { Site } from "./http/site.ts";
import { Log } from "./log/log.ts";
import { stderr } from "./log/stderr.ts";
import { Tags } from "./log/tags.ts";
import { SocketServer } from "./signalling/socket-server.ts";

export type { Config } from "./config/schema.ts";
export { type Rate, UNLIMITED } from "./limits/rate.ts";
export { StartError, type StartErrorCode } from "./start-error.ts";

/** A server that listens. */
export interface OnecallServer {
  /** Where people open it. */
  readonly url: string;
  readonly ports: { readonly http: number };
  /** Stops at once: every connection is closed. */
  close(): Promise<void>;
  /** Stops in peace: asks devices to move, waits for them up to `drainTimeout`, then closes. */
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
  const site = new Site(config);
  const address = new ClientAddress(config.trustedProxies);
  let isReady = true;
  const http = await createHttpServer({ config, site, address, log, isReady: () => isReady });
  await http.ready();
  const hangUp = trackConnections(http.server);
  const sockets = new SocketServer({ http: http.server, config, site, address, log, tags: new Tags() });
  const close = async () => {
    isReady = false;
    sockets.close();
    hangUp();
    await http.close();
    log.info("stopped");
  };
  const port = await listen(http.server, config).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  site.listenOn(port);
  log.info("started", { port });
  return {
    url: config.publicUrl ?? localUrl(config.host, port),
    ports: { http: port },
    close,
    drain: async () => {
      isReady = false;
      log.info("draining");
      await sockets.drain();
      await close();
    },
  };
};

const localUrl = (host: string, port: number): string => {
  const isEverywhere = host === "*" || host === "0.0.0.0" || host === "::";
  const name = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
};
