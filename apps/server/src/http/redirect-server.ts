import { createServer, type Server } from "node:http";
import { isHost } from "./site.ts";

/** Answers plain HTTP on a port that has a certificate: the same address with https. */
export const createRedirectServer = (limits: { maxHeaderSize: number; headersTimeout: number }): Server =>
  createServer({ ...limits, requestTimeout: limits.headersTimeout }, ({ headers, url = "/" }, response) => {
    const { host = "" } = headers;
    const isWellFormed = isHost(host) && url.startsWith("/");
    // The method stays (RFC 9110 section 15.4.9): a page that posted goes on doing so.
    if (isWellFormed) response.writeHead(308, { location: `https://${host}${url}`, connection: "close" });
    else response.writeHead(400, { connection: "close" });
    response.end();
  });
