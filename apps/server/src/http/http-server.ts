import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Config } from "../config/schema.ts";
import { KeyedLimit } from "../limits/keyed-limit.ts";
import { describe, type Log } from "../log/log.ts";
import type { ClientAddress } from "./address.ts";
import { errorBody, type HttpErrorCode, rawAnswer, statusOf } from "./errors.ts";
import { securityHeaders } from "./headers.ts";
import type { Site } from "./site.ts";
import { isPage, serveWebApp } from "./web-app.ts";

interface HttpOptions {
  readonly config: Config;
  readonly site: Site;
  readonly address: ClientAddress;
  readonly log: Log;
  /** False while the server drains. */
  isReady(): boolean;
}

/** Node's own limits against slow and large requests; it looks for slow ones every second. */
export const NODE_LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};

/** The web app, health and errors; not listening yet. */
export const createHttpServer = async (options: HttpOptions): Promise<FastifyInstance> => {
  const { config, site, log } = options;
  const app = fastify({
    logger: false,
    http: NODE_LIMITS,
    requestTimeout: 14_000,
    keepAliveTimeout: 65_000,
    maxRequestsPerSocket: 100,
    bodyLimit: 8_192,
    forceCloseConnections: true,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply) => {
      reply.headers(securityHeaders(site, request.raw));
      return refuse(reply, "bad-request");
    },
  });
  app.addHook("onSend", async (request, reply) => {
    reply.headers(securityHeaders(site, request.raw));
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = statusIn(error);
    if (status >= 500) log.error("http-failed", describe(error));
    return refuse(reply, status === 404 ? "not-found" : status < 500 ? "bad-request" : "internal");
  });

  const limit = new KeyedLimit(config.limitHttp);
  const limited = async (request: FastifyRequest, reply: FastifyReply) => {
    const wait = limit.take(options.address.of(request.raw), performance.now());
    if (wait === 0) return;
    reply.header("retry-after", Math.ceil(wait / 1_000));
    return refuse(reply, "rate");
  };
  addHealth(app, limited, options.isReady);
  if (config.webRoot !== "none") await serveWebApp(app, config.webRoot);
  app.setNotFoundHandler(async (request, reply) => {
    if (config.webRoot !== "none" && isPage(request.raw)) return reply.sendFile("index.html");
    const limitedReply = await limited(request, reply);
    return limitedReply ?? refuse(reply, "not-found");
  });
  return app;
};

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

const addHealth = (app: FastifyInstance, onRequest: Guard, isReady: () => boolean): void => {
  app.get("/healthz", { onRequest }, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ ok: true }),
  );
  app.get("/readyz", { onRequest }, async (_request, reply) => {
    reply.header("cache-control", "no-store");
    return isReady() ? reply.send({ ready: true }) : refuse(reply, "drain");
  });
};

const refuse = (reply: FastifyReply, code: HttpErrorCode): FastifyReply =>
  reply.code(statusOf(code)).header("cache-control", "no-store").send(errorBody(code));

const statusIn = (error: unknown): number =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : 500;

/** Answers what is not even HTTP. */
const refuseConnection = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const code = CLIENT_ERRORS.get(error.code ?? "") ?? "bad-request";
  if (socket.writable) socket.write(rawAnswer(code, STATUS_CODES[statusOf(code)] ?? ""));
  socket.destroy();
};

const CLIENT_ERRORS = new Map<string, HttpErrorCode>([
  ["ERR_HTTP_REQUEST_TIMEOUT", "timeout"],
  ["HPE_HEADER_OVERFLOW", "headers-too-large"],
]);
