/** Why this page can not make calls, or undefined when it can. */
export type Lack = "insecure" | "browser";

/** What calls need of the browser and of the address (W3C Secure Contexts 3.1, WebRTC, WebCrypto). */
export const findLack = (scope: typeof globalThis): Lack | undefined => {
  if (!scope.isSecureContext) return "insecure";
  const able = "RTCPeerConnection" in scope && scope.crypto?.subtle !== undefined && "WebSocket" in scope;
  return able ? undefined : "browser";
};
