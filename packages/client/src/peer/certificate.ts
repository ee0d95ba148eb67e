import { type Bytes, fromHex } from "@onecall/protocol";

/** A new DTLS certificate: ECDSA P-256, kept in memory only (SPEC KEY-5). */
export const makeCertificate = (connection: typeof RTCPeerConnection): Promise<RTCCertificate> =>
  // W3C WebRTC 4.9.1: EcKeyGenParams, which the DOM typing narrows to a name.
  connection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" } as AlgorithmIdentifier);

/** SHA-256 fingerprint of a certificate, 32 bytes (RFC 8122). */
export const fingerprintOfCertificate = (certificate: RTCCertificate): Bytes => {
  const found = certificate.getFingerprints().find(({ algorithm }) => algorithm?.toLowerCase() === "sha-256");
  if (!found?.value) throw new Error("the browser gives no SHA-256 fingerprint of its certificate");
  return fromHex(found.value.replaceAll(":", "").toLowerCase());
};
