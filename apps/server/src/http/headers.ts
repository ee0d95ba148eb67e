import type { IncomingMessage } from "node:http";
import type { Site } from "./site.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types app#url",
].join("; ");

/** Features a call needs are for this page only, the others for nobody. */
const PERMISSIONS = [
  ...["camera", "microphone", "display-capture", "autoplay", "fullscreen", "picture-in-picture"].map(
    (feature) => `${feature}=(self)`,
  ),
  "screen-wake-lock=(self)",
  ...["geolocation", "usb", "serial", "hid", "payment", "midi"].map((feature) => `${feature}=()`),
].join(", ");

const FIXED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": PERMISSIONS,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Headers of every answer. */
export const securityHeaders = (
  site: Site,
  request: Pick<IncomingMessage, "headers">,
): Record<string, string> => {
  const { host, "x-forwarded-proto": proto } = request.headers;
  const sockets = ["'self'", ...site.socketSources(host)].join(" ");
  return {
    ...FIXED,
    "content-security-policy": `${POLICY}; connect-src ${sockets}`,
    ...(site.isSecure(host, String(proto)) && {
      "strict-transport-security": "max-age=63072000",
    }),
  };
};
