import { type IncomingMessage, ServerResponse, STATUS_CODES } from "node:http";
import type { ClientAddress } from "../http/address.ts";
import { errorBody, type HttpErrorCode, rawAnswer, statusOf } from "../http/errors.ts";
import { securityHeaders } from "../http/headers.ts";
import type { Site } from "../http/site.ts";
import type { KeyedLimit } from "../limits/keyed-limit.ts";
import type { Log } from "../log/log.ts";

interface GateOptions {
  readonly site: Site;
  readonly address: ClientAddress;
  readonly log: Log;
  /** New connections per address. */
  readonly limit: KeyedLimit;
  /** Connections an address may have open. */
  readonly mostOpen: number;
}

/**
 * What every request to /socket.io passes first: handshakes, polls and upgrades alike. Engine.IO's own `allowRequest` sees
 * handshakes only, so a foreign page could go on with a session id it got hold of.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #open = new Map<string, number>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Middleware of Engine.IO; without `next()` the request ends here. */
  readonly middleware = (request: IncomingMessage, response: unknown, next: () => void): void => {
    const { site, log } = this.#options;
    if (response instanceof ServerResponse) setHeaders(site, request, response);
    const refusal = this.#examine(request);
    if (!refusal) {
      next();
      return;
    }
    log.debug("handshake-refused", { code: refusal.code });
    if (response instanceof ServerResponse) refuseRequest(response, refusal);
    else refuseUpgrade(request, refusal.code);
  };

  /** Counts a connection as open until the returned function is called. */
  admit(address: string): () => void {
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(address) ?? 1) - 1;
      if (left > 0) this.#open.set(address, left);
      else this.#open.delete(address);
    };
  }

  #examine(request: IncomingMessage): Refused | undefined {
    const { site, address, limit, mostOpen } = this.#options;
    if (!isAllowed(site, request)) return { code: "origin-refused" };
    if (/[?&]sid=/.test(request.url ?? "")) return undefined; // Goes on with a session that came through here.
    const from = address.of(request);
    if ((this.#open.get(from) ?? 0) >= mostOpen) return { code: "rate", retry: 10_000 };
    const wait = limit.take(from, performance.now());
    return wait > 0 ? { code: "rate", retry: wait } : undefined;
  }
}

interface Refused {
  readonly code: HttpErrorCode;
  readonly retry?: number;
}

const isAllowed = (site: Site, { method, headers }: IncomingMessage): boolean => {
  const { origin, host, upgrade } = headers;
  if (origin !== undefined) return site.allowsOrigin(origin);
  // Browsers send no Origin with a same-origin GET, which long-polling is made of, but say so in Sec-Fetch-Site (W3C Fetch
  // Metadata 2.4). They do send Origin with every POST and WebSocket handshake (RFC 6454, RFC 6455 section 4.1).
  const isSameOriginGet = method === "GET" && headers["sec-fetch-site"] === "same-origin";
  return isSameOriginGet && upgrade === undefined && site.ownsHost(host);
};

const setHeaders = (site: Site, request: IncomingMessage, response: ServerResponse): void => {
  for (const [name, value] of Object.entries(securityHeaders(site, request))) response.setHeader(name, value);
  const { origin } = request.headers;
  response.setHeader("vary", "Origin");
  if (origin === undefined || !site.allowsOrigin(origin)) return;
  response.setHeader("access-control-allow-origin", origin);
  // The resource policy of a page of ours would keep a listed site from reading the answer.
  response.setHeader("cross-origin-resource-policy", "cross-origin");
};

const refuseRequest = (response: ServerResponse, { code, retry }: Refused): void => {
  if (retry !== undefined) response.setHeader("retry-after", Math.ceil(retry / 1_000));
  response.writeHead(statusOf(code), { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(errorBody(code)));
};

const refuseUpgrade = ({ socket }: IncomingMessage, code: HttpErrorCode): void => {
  socket.on("error", () => socket.destroy());
  socket.end(rawAnswer(code, STATUS_CODES[statusOf(code)] ?? ""), () => socket.destroy());
};
