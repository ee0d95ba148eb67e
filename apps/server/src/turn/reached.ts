import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { ClientAddress } from "../http/address.ts";
import { isHost, type Site } from "../http/site.ts";

/** How a device reached this server: what its ICE servers are derived from. */
export interface Reached {
  /** Host name or address, an IPv6 address in brackets, as in `URL.hostname`. */
  readonly name: string;
  /** The port as the device sees it. */
  readonly port: number;
  readonly isSecure: boolean;
  /** An HTTP proxy is in between: it passes on nothing but HTTP, so the port is its own. */
  readonly isProxied: boolean;
}

/** Undefined when the request has no usable Host header. */
export const reachedBy = (
  { headers, socket }: IncomingMessage,
  address: ClientAddress,
  site: Pick<Site, "isSecure" | "publicHost">,
): Reached | undefined => {
  // A proxy that sent the PROXY protocol header has its client's address here.
  const isProxied = address.isProxy(socket.remoteAddress ?? "");
  // Whoever ends TLS in front of this server may pass on bytes as they are, TURN's too.
  const isSecure =
    socket instanceof TLSSocket || site.isSecure(headers.host, String(headers["x-forwarded-proto"]));
  // A proxy may well pass on another Host than the one people typed.
  const host = (isProxied ? site.publicHost : undefined) ?? headers.host;
  const text = `${isSecure ? "https" : "http"}://${host ?? ""}`;
  if (!isHost(host) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const port = url.port === "" ? (isSecure ? 443 : 80) : Number(url.port);
  return { name: url.hostname, port, isSecure, isProxied };
};
